# One image for every process of Pitwall; docker-compose.yml says which command each runs.
FROM python:3.11-slim-bookworm AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
WORKDIR /build
RUN python -m venv /opt/pitwall
COPY requirements.txt .
RUN /opt/pitwall/bin/pip install --require-hashes --requirement requirements.txt

FROM python:3.11-slim-bookworm
ENV PATH=/opt/pitwall/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=portal.settings \
    PITWALL_HOME=/var/lib/pitwall \
    PITWALL_STATIC_ROOT=/opt/static \
    PITWALL_STATIC_COLLECTED=1 \
    PITWALL_BIND=0.0.0.0
RUN useradd --system --uid 10001 --create-home pitwall \
    && install --directory --owner=pitwall --group=pitwall --mode=0700 /var/lib/pitwall \
    && install --directory --owner=pitwall --group=pitwall /opt/static
COPY --from=build /opt/pitwall /opt/pitwall
WORKDIR /srv/pitwall
COPY . .
USER pitwall
RUN python manage.py collectstatic --no-input --verbosity 0 \
    && rm -f /var/lib/pitwall/secret-key
VOLUME /var/lib/pitwall
EXPOSE 8000 8001
CMD ["bin/web"]
