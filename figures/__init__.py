"""Numbers in, figures for Plotly out, as plain data. Knows neither Streamlit nor Plotly nor torch nor the library."""
