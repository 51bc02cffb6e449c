"""Do registro ao estado: só atribuição."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from seicidades.comum.papeis import Lado
from seicidades.fluxo.nucleo.estado import (
    ETAPA_NOVA,
    ITEM_NOVO,
    VAZIO,
    Bloqueio,
    Estado,
    Vez,
    de_json,
)
from seicidades.fluxo.nucleo.eventos import Evento

_NOVOS = {
    "etapas": ETAPA_NOVA,
    "itens": ITEM_NOVO,
    "bloqueios": Bloqueio(motivo="", dono=Lado.NINGUEM, linha=""),
}


def evoluir(estado: Estado, evento: Evento) -> Estado:
    """O estado depois do evento; o de antes fica como estava."""
    depois = evento.dados["depois"]
    mudancas: dict = {"seq": evento.seq}
    for campo, valor in depois.get("implantacao", {}).items():
        mudancas[campo] = de_json(campo, valor, "")
    for grupo in ("etapas", "itens"):
        if grupo in depois:
            mudancas[grupo] = _trocar(grupo, getattr(estado, grupo), depois[grupo])
    if "bloqueios" in depois:
        mudancas["bloqueios"] = _trocar_bloqueios(estado.bloqueios, depois["bloqueios"])
    if "vez" in depois:
        mudancas["vez"] = {**estado.vez, **{c: _vez(v) for c, v in depois["vez"].items()}}
    return replace(estado, **mudancas)


def reconstituir(
    eventos: Iterable[Evento], ate: datetime | None = None, estado: Estado = VAZIO
) -> Estado:
    """Dobra o registro. Com `ate`, o que se sabia naquele instante (`registrado_em`)."""
    for evento in eventos:
        if ate is not None and evento.registrado_em > ate:
            break
        estado = evoluir(estado, evento)
    return estado


def _trocar(grupo: str, atuais: Mapping, mudancas: Mapping) -> dict:
    novos = dict(atuais)
    novo = _NOVOS[grupo]
    for chave, valores in mudancas.items():
        lidos = {campo: de_json(campo, valor, grupo) for campo, valor in valores.items()}
        novos[chave] = replace(novos.get(chave, novo), **lidos)
    return novos


def _trocar_bloqueios(atuais: Mapping, mudancas: Mapping) -> dict:
    abertos = {chave: valores for chave, valores in mudancas.items() if valores is not None}
    fechados = {int(chave) for chave, valores in mudancas.items() if valores is None}
    novos = _trocar("bloqueios", {}, abertos)
    return {c: b for c, b in atuais.items() if c not in fechados} | {
        int(c): b for c, b in novos.items()
    }


def _vez(valores: Mapping) -> Vez:
    return Vez(**{campo: de_json(campo, valor, "vez") for campo, valor in valores.items()})
