"""What pages share; besides the pages the only code that imports Streamlit."""
