"""Numbers in, Plotly figures out. Knows neither Streamlit nor torch nor the library."""
