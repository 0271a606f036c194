# One image for every process: the API (the default), the bots and the migrations; docs/deploy.md says how to run it.
FROM python:3.11-slim-bookworm AS packages
COPY requirements.lock /tmp/
RUN python -m venv /opt/venv \
    && /opt/venv/bin/pip install --no-cache-dir --no-compile --require-hashes -r /tmp/requirements.lock

FROM python:3.11-slim-bookworm
RUN useradd --uid 10001 --create-home --home-dir /data agent-builder
ENV PATH=/opt/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    DATABASE_URL=sqlite:////data/agent-builder.db XDG_CACHE_HOME=/data/.cache METRICS_HOST=0.0.0.0 METRICS_PORT=9464
COPY --from=packages /opt/venv /opt/venv
WORKDIR /app
COPY alembic.ini run_slack.py run_discord.py ./
COPY engine engine
COPY bots bots
COPY admin_api admin_api
COPY migrations migrations
USER 10001
VOLUME /data
EXPOSE 8000 9464
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s \
    CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:9464/ready', timeout=4)"]
CMD ["python", "-m", "admin_api"]
