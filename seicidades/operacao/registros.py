"""Registros da produção: uma linha JSON por fato, sem dados pessoais.

E-mails, CPF, senhas e segredos de links são trocados por um nome genérico,
venham na mensagem, nos argumentos, nos campos ou no rastro de uma exceção.
Não importa o Django: o gunicorn usa antes de ele existir.
"""

import json
import logging
import re
from contextvars import ContextVar
from datetime import UTC, datetime

#: Identificador do pedido ou da tarefa em curso; liga as linhas de um mesmo caso.
pedido_atual: ContextVar[str] = ContextVar("pedido_atual", default="")

# Campos que `extra=` pode acrescentar; o resto não sai.
CAMPOS = ("metodo", "rota", "situacao", "ms", "usuario", "tarefa", "banco", "arquivos", "segundos")

_UUID = r"[0-9a-fA-F]{8}-?(?:[0-9a-fA-F]{4}-?){3}[0-9a-fA-F]{12}"
_NOMES = r"(?:senha|password|passwd|secret|segredo|token|authorization|cookie|codigo|code|key)"
_MASCARAS = (
    (re.compile(r"(?<=://)[^\s/@]*:[^\s/@]*@"), "[senha]@"),
    (re.compile(r"\w[\w.+%'-]*@[\w-]+(?:\.[\w-]+)+"), "[e-mail]"),
    (re.compile(r"(?<!\d)\d{3}\.\d{3}\.\d{3}-\d{2}(?!\d)"), "[CPF]"),
    (re.compile(r"(?i)\b(bearer|basic)\s+[\w.~+/=-]{6,}"), r"\1 [segredo]"),
    (
        re.compile(
            rf"(?i)(\b\w*{_NOMES}['\"]?\s*[=:]\s*['\"]?)(?!\[segredo)[^\s'\"&,;)}}\]]{{4,}}"
        ),
        r"\1[segredo]",
    ),
    (re.compile(r"(/convites/|/senha/recuperar/)(?!enviada\b)[\w-]{6,}"), r"\1[segredo]"),
)
_ONZE_DIGITOS = re.compile(r"(?<![\d.])\d{11}(?!\.?\d)")
_LONGO = re.compile(rf"(?<![\w-])(?!{_UUID}(?![\w-]))(?=[\w-]*\d)(?=[\w-]*[A-Za-z])[\w-]{{32,}}")


def _parece_cpf(numero: str) -> bool:
    def digito(parte: str) -> str:
        soma = sum(
            int(d) * peso for d, peso in zip(parte, range(len(parte) + 1, 1, -1), strict=True)
        )
        return str(soma * 10 % 11 % 10)

    return digito(numero[:9]) == numero[9] and digito(numero[:10]) == numero[10]


def _mascarar_cpf(achado: re.Match) -> str:
    return "[CPF]" if _parece_cpf(achado.group()) else achado.group()


def mascarar(texto: str) -> str:
    """O texto sem e-mail, CPF, senha nem segredo. Na dúvida, tira."""
    for padrao, troca in _MASCARAS:
        texto = padrao.sub(troca, texto)
    texto = _ONZE_DIGITOS.sub(_mascarar_cpf, texto)
    return _LONGO.sub("[segredo]", texto)


class EmJson(logging.Formatter):
    """Uma linha por registro, com o pedido a que pertence."""

    def format(self, record: logging.LogRecord) -> str:
        linha = {
            "instante": datetime.fromtimestamp(record.created, UTC).isoformat("T", "milliseconds"),
            "nivel": record.levelname,
            "registro": record.name,
            "mensagem": mascarar(record.getMessage()),
        }
        if pedido := pedido_atual.get():
            linha["pedido"] = pedido
        linha |= {campo: _valor(record, campo) for campo in CAMPOS if hasattr(record, campo)}
        if record.exc_info:
            linha["excecao"] = mascarar(self.formatException(record.exc_info))
        if record.stack_info:
            linha["pilha"] = mascarar(self.formatStack(record.stack_info))
        return json.dumps(linha, ensure_ascii=False)


def _valor(record: logging.LogRecord, campo: str):
    valor = getattr(record, campo)
    return valor if isinstance(valor, int | float | None) else mascarar(str(valor))


def configuracao(*, nivel: str, em_json: bool) -> dict:
    """O `LOGGING` do projeto; o gunicorn e o Celery usam o mesmo."""
    formatos = {
        "json": {"()": "seicidades.operacao.registros.EmJson"},
        "linha": {"format": "{asctime} {levelname} {name} {message}", "style": "{"},
    }
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": formatos,
        "handlers": {
            "console": {
                "class": "logging.StreamHandler",
                "formatter": "json" if em_json else "linha",
            }
        },
        # Contam cada passo de cada página de um documento; só interessa o que deu errado.
        "loggers": {nome: {"level": "WARNING"} for nome in ("weasyprint", "fontTools")},
        "root": {"handlers": ["console"], "level": nivel},
    }
