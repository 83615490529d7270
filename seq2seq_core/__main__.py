"""python -m seq2seq_core: the command line."""

from seq2seq_core.cli.group import main

if __name__ == "__main__":
    main(prog_name="python -m seq2seq_core")
