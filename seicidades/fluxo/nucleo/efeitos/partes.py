"""As partes de um `depois` que os efeitos dividem."""

from seicidades.fluxo.nucleo.caso import Caso


def do_item(caso: Caso, seq: int, **campos) -> dict:
    return {"itens": {caso.comando.item: {"seq": seq, **campos}}}


def da_etapa(caso: Caso, seq: int, **campos) -> dict:
    return {"etapas": {caso.etapa.chave: {"seq": seq, **campos}}}


def mudar_situacao(nova: str, seq: int) -> dict:
    return {"situacao": str(nova), "situacao_seq": seq}
