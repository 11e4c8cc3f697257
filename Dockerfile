# The bot in a small image. `docker compose up` (compose.yaml) adds the database.

FROM python:3.13-slim AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
RUN python -m venv /app
WORKDIR /src
# The pinned packages first: this layer is rebuilt only when the lock changes.
COPY requirements/run.txt requirements/run.txt
RUN /app/bin/pip install --quiet --require-hashes --no-deps -r requirements/run.txt
COPY . .
RUN /app/bin/pip install --quiet --no-deps --no-build-isolation .

FROM python:3.13-slim
# /data holds the store, /keys its key: two volumes, so that one stolen copy opens nothing.
RUN useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin hongyan \
    && install -d -o hongyan -g hongyan -m 0700 /data /keys
COPY --from=build /app /app
ENV PATH="/app/bin:$PATH" \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    HONGYAN_DATABASE="sqlite+aiosqlite:////data/hongyan.sqlite" \
    HONGYAN_KEY_FILE="/keys/hongyan.key"
USER hongyan
WORKDIR /data
VOLUME ["/data", "/keys"]
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s --retries=3 \
    CMD ["hongyan", "health"]
ENTRYPOINT ["hongyan"]
CMD ["run"]
