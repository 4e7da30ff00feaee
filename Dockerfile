# The service's image: web, worker, schedule and migration are the same image with another command
# (docker-compose.yml). Needs DATABASE_URL, REDIS_URL, SECRET_KEY and ALLOWED_HOSTS.

FROM node:24-bookworm-slim AS assets
WORKDIR /carp
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY static/scss static/scss
RUN npm run build

FROM python:3.11-slim-bookworm
# Pango and HarfBuzz make the PDFs; tini hands signals on and buries what has ended.
RUN apt-get update \
    && apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 tini \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --home-dir /data carp \
    && install -d -o carp -g carp /data
WORKDIR /carp
COPY requirements/run.txt requirements/run.txt
RUN pip install --no-cache-dir --require-hashes -r requirements/run.txt
COPY manage.py ./
COPY carp carp
COPY register register
COPY triggers triggers
COPY actionplans actionplans
COPY funds funds
COPY reporting reporting
COPY templates templates
COPY static static
COPY --from=assets /carp/static/build static/build

ENV PYTHONUNBUFFERED=1 \
    CARP_DATA=/data \
    CARP_STATIC_ROOT=/carp/staticfiles \
    CARP_STATIC_STORAGE=whitenoise.storage.CompressedManifestStaticFilesStorage
# Gathering static files reads no data: any key and a folder of its own do.
RUN SECRET_KEY=build CARP_DATA=/tmp/build python manage.py collectstatic --noinput --verbosity 0 \
    && rm -rf /tmp/build

USER carp
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s --retries=4 \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/healthz', timeout=4)"]
ENTRYPOINT ["tini", "--"]
# Its numbers are in carp/web/server.py, for `manage.py serve` as well.
CMD ["python", "manage.py", "web", "--host", "0.0.0.0", "--port", "8000", "--workers", "2"]
