"""PostgreSQL e Valkey da pasta de dados, e o ambiente de quem fala com eles."""

import os
import shutil

from seicidades.chao.dados import PastaDeDados
from seicidades.chao.mensagens import passo
from seicidades.chao.postgres import PAPEL_DA_APLICACAO, PAPEL_DONO, Postgres, pasta_de_sockets
from seicidades.chao.valkey import Valkey

BANCO = "seicidades"
# O que mudaria onde a demonstração escuta, a quem escreve ou com que código roda.
NAO_HERDADAS = (
    "EMAIL_URL",
    "GUNICORN_CMD_ARGS",
    "ALLOWED_HOSTS",
    "CSRF_TRUSTED_ORIGINS",
    "PYTHONDONTWRITEBYTECODE",
    "DJANGO_SETTINGS_MODULE",
)


class Servidores:
    """Os dois servidores de uma pasta de dados já trancada.

    Args:
        silencioso: não conta o progresso.
    """

    def __init__(self, dados: PastaDeDados, *, silencioso: bool = False):
        self.dados, self.silencioso = dados, silencioso
        self.sockets = pasta_de_sockets()
        herdar = (dados.trava,)
        self.postgres = Postgres(
            dados.caminho / "postgres", self.sockets, dados.registro("postgres"), herdar=herdar
        )
        self.valkey = Valkey(dados.caminho / "valkey", dados.registro("valkey"), herdar=herdar)

    def iniciar(self) -> None:
        self._contar("Iniciando o PostgreSQL")
        self.postgres.iniciar()
        self.postgres.criar_banco_marcado(BANCO)
        self.postgres.criar_papel_da_aplicacao()
        self._contar("Iniciando o Valkey")
        self.valkey.iniciar()

    def parar(self) -> None:
        self.valkey.parar()
        self.postgres.parar()
        shutil.rmtree(self.sockets, ignore_errors=True)

    def _contar(self, texto: str) -> None:
        if not self.silencioso:
            passo(texto)

    def enderecos(self) -> dict[str, str]:
        """O que vai ao estado para o `./run manage` entrar."""
        return {
            "sockets": str(self.sockets),
            "banco_do_dono": self.postgres.url(BANCO, PAPEL_DONO),
            "banco_da_aplicacao": self.postgres.url(BANCO, PAPEL_DA_APLICACAO),
            "redis": self.valkey.url,
        }


def ambiente_da_demo(
    dados: PastaDeDados, banco: str, redis: str, endereco: str = ""
) -> dict[str, str]:
    """Variáveis de quem roda sobre a demonstração."""
    herdado = {nome: valor for nome, valor in os.environ.items() if nome not in NAO_HERDADAS}
    return herdado | {
        "AMBIENTE": "demo",
        "DJANGO_SETTINGS_MODULE": "seicidades.settings",
        "SECRET_KEY": dados.chave_secreta,
        "DATABASE_URL": banco,
        "REDIS_URL": redis,
        "SEICIDADES_DADOS": str(dados.caminho),
        "STATIC_ROOT": str(dados.caminho / "estaticos"),
        "MEDIA_ROOT": str(dados.caminho / "arquivos"),
        "ENDERECO_PUBLICO": endereco or "http://127.0.0.1:8000",
    }
