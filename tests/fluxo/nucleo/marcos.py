"""O que cada corrida da máquina alcançou, lido do registro dela.

Uma máquina que nunca chega ao fim não prova o fim: a parte das corridas que
passa por cada marco é conferida junto com as promessas.
"""

from collections.abc import Iterator

from seicidades.fluxo.nucleo.comandos import FUSO
from seicidades.fluxo.nucleo.eventos import Evento

# Parte mínima das corridas em memória que tem de passar por cada marco.
MINIMOS = {
    "habilitada": 0.30,
    "reaberta depois de habilitada": 0.08,
    "habilitada de novo": 0.04,
    "habilitação desfeita": 0.04,
    "aprovação desfeita": 0.08,
    "reconfirmada": 0.05,
    "desistente": 0.10,
    "readmitida": 0.06,
    "readmitida para a suspensão": 0.01,
    "suspensa": 0.06,
    "retomada": 0.04,
    "em produção": 0.30,
    "produção retificada": 0.05,
    "produção anulada": 0.015,
    "início retificado": 0.09,
    "item retificado": 0.16,
    "contado com atraso": 0.35,
    "importada": 0.15,
    "devolvida": 0.06,
    "recolhida": 0.05,
    "dispensa confirmada": 0.06,
    "dispensa negada": 0.05,
    "trilha aprovada": 0.14,
    "trilha aprovada depois de habilitada": 0.06,
    "ajuda pedida": 0.09,
    "ajuda resolvida": 0.05,
    "fato perdido antes do envio": 0.025,
    "fato perdido em análise": 0.01,
    "fato perdido depois de aprovado": 0.10,
    "prazo prorrogado": 0.07,
    "prazos recalculados": 0.13,
    "em nome de outro": 0.40,
}
_POR_TIPO = {
    "implantacao_habilitada": "habilitada",
    "aprovacao_desfeita": "aprovação desfeita",
    "desistencia_registrada": "desistente",
    "implantacao_readmitida": "readmitida",
    "implantacao_suspensa": "suspensa",
    "implantacao_retomada": "retomada",
    "producao_iniciada": "em produção",
    "situacao_importada": "importada",
    "etapa_devolvida": "devolvida",
    "etapa_recolhida": "recolhida",
    "dispensa_confirmada": "dispensa confirmada",
    "dispensa_negada": "dispensa negada",
    "prazo_prorrogado": "prazo prorrogado",
}


def marcos(registro: list[Evento], trilhas: frozenset[str]) -> set[str]:
    """Os marcos por que uma corrida passou."""
    vistos, implantacao, etapas = set(), "", {}
    for evento in registro:
        depois = evento.dados["depois"]
        vistos |= set(_do_evento(evento, depois, trilhas, implantacao, etapas, vistos))
        implantacao = depois.get("implantacao", {}).get("situacao", implantacao)
        for chave, campos in depois.get("etapas", {}).items():
            etapas[chave] = campos.get("situacao", etapas.get(chave))
    return vistos


def _do_evento(evento, depois, trilhas, implantacao, etapas, vistos) -> Iterator[str]:
    tipo = evento.tipo.value
    if tipo in _POR_TIPO:
        yield _POR_TIPO[tipo]
    if tipo == "prazos_recalculados" and evento.dados["pedido"].get("movidos"):
        yield "prazos recalculados"
    if evento.em_nome_de:
        yield "em nome de outro"
    comeco = tipo in ("implantacao_iniciada", "situacao_importada")
    registrado = evento.registrado_em.astimezone(FUSO).date()
    if evento.ator is not None and not comeco and evento.ocorreu_em < registrado:
        yield "contado com atraso"
    yield from _das_idas_e_voltas(evento, depois, trilhas, implantacao, etapas, vistos)
    yield from _dos_bloqueios(evento, etapas)
    if tipo == "dado_retificado":
        yield _retificado(depois)


def _das_idas_e_voltas(evento, depois, trilhas, implantacao, etapas, vistos) -> Iterator[str]:
    tipo, da_trilha = evento.tipo.value, evento.etapa in trilhas
    deixou = implantacao == "habilitada" and "implantacao" in depois
    if tipo == "implantacao_habilitada" and "habilitada" in vistos:
        yield "habilitada de novo"
    if tipo == "etapa_reaberta" and deixou:
        yield "reaberta depois de habilitada"
    if tipo == "aprovacao_desfeita" and deixou:
        yield "habilitação desfeita"
    if tipo == "implantacao_readmitida" and depois["implantacao"]["situacao"] == "suspensa":
        yield "readmitida para a suspensão"
    if tipo == "etapa_aprovada" and etapas.get(evento.etapa) == "a_reconfirmar":
        yield "reconfirmada"
    if tipo == "etapa_aprovada" and da_trilha:
        yield "trilha aprovada"
        if implantacao == "habilitada":
            yield "trilha aprovada depois de habilitada"


def _dos_bloqueios(evento, etapas) -> Iterator[str]:
    tipo = evento.tipo.value
    if tipo == "item_perdido":
        em_analise = etapas.get(evento.etapa) == "em_analise"
        yield "fato perdido em análise" if em_analise else "fato perdido antes do envio"
    if tipo == "bloqueio_declarado":
        yield "fato perdido depois de aprovado" if evento.ator is None else "ajuda pedida"
    if tipo == "bloqueio_resolvido" and evento.ator is not None:
        yield "ajuda resolvida"


def _retificado(depois) -> str:
    if "itens" in depois and any("autor" in campos for campos in depois["itens"].values()):
        return "item retificado"
    if "producao_em" not in depois["implantacao"]:
        return "início retificado"
    anulada = depois["implantacao"]["producao_em"] is None
    return "produção anulada" if anulada else "produção retificada"


def que_faltam(vistos, corridas: int, minimos=MINIMOS) -> dict[str, str]:
    """Os marcos que ficaram abaixo do mínimo: {marco: o que se viu e o que se esperava}."""
    return {
        marco: f"{vistos[marco] / corridas:.1%}, menos que {minimo:.1%}"
        for marco, minimo in minimos.items()
        if vistos[marco] < minimo * corridas
    }


def tabela(vistos, corridas: int) -> str:
    """A parte das corridas que passou por cada marco, da maior para a menor."""
    linhas = [f"{corridas} corridas"]
    linhas += [f"{n / corridas:7.1%}  {marco}" for marco, n in vistos.most_common()]
    return "\n".join(linhas)
