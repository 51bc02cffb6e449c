# Imagem única da web, do worker, do beat e dos comandos. Duas fases: a que instala e a que roda.
FROM python:3.11.14-slim-bookworm AS construcao

ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /programa/ambiente
COPY requirements.lock /programa/
# Só o que está na trava, com o resumo conferido e sem compilar nada.
RUN /programa/ambiente/bin/pip install --require-hashes --no-deps --only-binary :all: \
        -r /programa/requirements.lock

WORKDIR /programa/codigo
COPY manage.py ./
COPY seicidades seicidades
COPY adesao adesao
COPY interlocutores interlocutores
COPY regulamentacao regulamentacao
COPY cadastros cadastros
COPY capacitacao capacitacao
COPY templates templates
COPY static static
# Os valores só servem para os ajustes carregarem; nada deles fica na imagem.
RUN AMBIENTE=producao SECRET_KEY=so-para-juntar-os-estaticos \
        DATABASE_URL=postgresql://ninguem@/nenhum REDIS_URL=redis://127.0.0.1:1/0 \
        STATIC_ROOT=/programa/estaticos \
        /programa/ambiente/bin/python manage.py collectstatic --no-input -v 0 \
    && /programa/ambiente/bin/python -m compileall -q /programa


FROM python:3.11.14-slim-bookworm

# Escrevem os documentos em PDF; o resto do programa não as usa.
RUN apt-get update \
    && apt-get install -y --no-install-recommends \
        libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
    && rm -rf /var/lib/apt/lists/*
RUN groupadd --gid 10001 seicidades \
    && useradd --uid 10001 --gid seicidades --no-create-home --shell /usr/sbin/nologin seicidades \
    && install -d -o seicidades -g seicidades -m 0700 \
        /dados/arquivos /dados/agenda /dados/copias /dados/ancoras
COPY --from=construcao /programa /programa

ENV PATH=/programa/ambiente/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    AMBIENTE=producao \
    DJANGO_SETTINGS_MODULE=seicidades.settings \
    STATIC_ROOT=/programa/estaticos \
    MEDIA_ROOT=/dados/arquivos \
    ANCORAS=/dados/ancoras
WORKDIR /programa/codigo
USER seicidades
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=6s --start-period=30s --retries=3 \
    CMD ["python", "seicidades/operacao/sonda.py", "/saude"]
CMD ["gunicorn", "-c", "python:seicidades.operacao.web", "seicidades.wsgi:application"]
