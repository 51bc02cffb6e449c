"""Arquivo de agenda que qualquer programa de calendário abre. Python puro.

Só eventos de dia inteiro: a data vale em qualquer fuso, sem tabela de horário de verão.

Fonte: RFC 5545, 3.1 (linhas de até 75 octetos, CRLF), 3.3.11 (escape, sem caracteres de
controle) e 3.6.1 (VEVENT). Sem METHOD: o arquivo se importa, não convida ninguém (RFC 5546, 3.2.1).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

TIPO = "text/calendar; charset=utf-8"
OCTETOS_POR_LINHA = 75
_CONTROLES = dict.fromkeys([*range(32), 127])
_ESCAPES = _CONTROLES | str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})


@dataclass(frozen=True)
class Evento:
    """Um dia marcado.

    Args:
        uid: o mesmo sempre que o arquivo se baixa de novo: o calendário atualiza, não repete.
        mudou_em: quando o que o evento diz mudou pela última vez.
    """

    uid: str
    dia: date
    titulo: str
    texto: str
    mudou_em: datetime
    url: str = ""


def escrever(nome: str, eventos: Iterable[Evento]) -> bytes:
    """O arquivo inteiro, em UTF-8."""
    linhas = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//SEI Cidades//Acompanhamento//PT",
        "CALSCALE:GREGORIAN",
        f"X-WR-CALNAME:{_escapar(nome)}",
        "X-WR-TIMEZONE:America/Sao_Paulo",
        *(linha for evento in eventos for linha in _evento(evento)),
        "END:VCALENDAR",
    ]
    return b"".join(_dobrar(linha) for linha in linhas)


def _evento(evento: Evento) -> Iterator[str]:
    mudou = evento.mudou_em.astimezone(UTC)
    yield "BEGIN:VEVENT"
    yield f"UID:{evento.uid}"
    yield f"DTSTAMP:{mudou:%Y%m%dT%H%M%SZ}"
    yield f"LAST-MODIFIED:{mudou:%Y%m%dT%H%M%SZ}"
    yield f"SEQUENCE:{int(mudou.timestamp()) // 60}"
    yield f"DTSTART;VALUE=DATE:{evento.dia:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{evento.dia + timedelta(days=1):%Y%m%d}"
    yield f"SUMMARY:{_escapar(evento.titulo)}"
    yield f"DESCRIPTION:{_escapar(evento.texto)}"
    if evento.url:
        yield f"URL:{evento.url}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _escapar(texto: str) -> str:
    return texto.translate(_ESCAPES)


def _dobrar(linha: str) -> bytes:
    """Corta em 75 octetos sem partir uma letra; a continuação começa com espaço."""
    pedacos, atual, limite = [], b"", OCTETOS_POR_LINHA
    for letra in linha:
        octetos = letra.encode()
        if len(atual) + len(octetos) > limite:
            pedacos.append(atual)
            atual, limite = b"", OCTETOS_POR_LINHA - 1
        atual += octetos
    return b"\r\n ".join([*pedacos, atual]) + b"\r\n"
