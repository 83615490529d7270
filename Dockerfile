# The app in one container: `docker compose up` (compose.yaml), or several of it behind nginx (compose.replicas.yaml).
# It runs as nobody in particular, writes nowhere but /tmp, and holds torch without CUDA and the trained models.

ARG PYTHON=3.11

FROM python:${PYTHON}-slim-bookworm AS packages
# The address of PyTorch's index for Linux, Pip, CPU: pytorch.org/get-started/locally tells it.
ARG TORCH_INDEX
WORKDIR /srv
COPY requirements.lock requirements-torch.lock ./
RUN test -n "$TORCH_INDEX" \
    || { echo "TORCH_INDEX is not given: README.md, Start, says which address it is" >&2; exit 1; }
RUN python -m venv packages \
    && packages/bin/python -m pip install --no-cache-dir --require-hashes --no-deps \
        --extra-index-url "$TORCH_INDEX" -r requirements-torch.lock -r requirements.lock \
    && packages/bin/python -c "import torch; assert torch.version.cuda is None, 'this torch is one with CUDA'" \
    && packages/bin/python -m pip uninstall --quiet --yes pip \
    && rm -r packages/lib/python*/site-packages/torch/test packages/lib/python*/site-packages/torch/include

FROM python:${PYTHON}-slim-bookworm
RUN useradd --uid 10001 --no-create-home --home-dir /tmp --shell /usr/sbin/nologin alignscope
WORKDIR /srv/alignscope
COPY --from=packages /srv/packages /srv/packages
COPY . .
ENV PATH=/srv/packages/bin:$PATH \
    HOME=/tmp \
    OMP_NUM_THREADS=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1
RUN python -m compileall -q /srv/alignscope
USER 10001
EXPOSE 8501
# An address that Streamlit does not know gets a page too, with status 200: the word is read.
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s --retries=3 \
    CMD ["python", "-c", "from urllib.request import urlopen as ask; \
assert ask('http://127.0.0.1:8501/_stcore/health', timeout=4).read() == b'ok'"]
# 0.0.0.0 is the container's; which addresses of the machine lead there is said where it is started.
CMD ["streamlit", "run", "app.py", "--server.address=0.0.0.0", "--server.port=8501", \
     "--server.headless=true", "--server.fileWatcherType=none"]
