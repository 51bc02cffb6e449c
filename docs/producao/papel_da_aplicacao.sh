#!/bin/sh
# Na criação do banco: o papel com que web, worker e beat entram. As migrações lhe dão os direitos.
set -eu
senha=$(cat "${SENHA_DA_APLICACAO_FILE:-/run/secrets/senha_da_aplicacao}")
psql -v ON_ERROR_STOP=1 -X -q -v senha="$senha" -U "$POSTGRES_USER" -d "$POSTGRES_DB" <<'SQL'
SELECT 'CREATE ROLE seicidades_app LOGIN'
WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'seicidades_app') \gexec
ALTER ROLE seicidades_app WITH LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD :'senha';
SQL
