"""O que a situação de uma cidade que já andava precisa ter para entrar no registro."""

from collections.abc import Iterator
from datetime import date

from seicidades.fluxo.nucleo.caso import Caso
from seicidades.fluxo.nucleo.comandos import Recusa
from seicidades.fluxo.nucleo.definicao import Etapa
from seicidades.fluxo.nucleo.estado import (
    ROTULOS_DA_IMPLANTACAO,
    SituacaoDaEtapa,
    SituacaoDaImplantacao,
)
from seicidades.fluxo.nucleo.formato import ler_dia
from seicidades.fluxo.nucleo.guardas.dados import motivo_exigido
from seicidades.fluxo.nucleo.guardas.datas import data_exigida, dia_futuro_util

_S = SituacaoDaImplantacao
_QUIETAS = (SituacaoDaEtapa.NAO_INICIADA, SituacaoDaEtapa.EM_PREENCHIMENTO)


def ainda_nao_andou(caso: Caso) -> Iterator[Recusa]:
    """Vale no lugar de iniciar, ou logo depois: ninguém registrou nada ainda."""
    estado = caso.estado
    if estado.situacao != _S.EM_ANDAMENTO:
        return
    parada = estado.situacao_seq == estado.inicio_seq and not estado.bloqueios
    etapas = all(e.situacao in _QUIETAS and not e.envios for e in estado.etapas.values())
    itens = all(
        i.autor is None and i.dado_seq is None and i.pedinte is None for i in estado.itens.values()
    )
    if not (parada and etapas and itens and estado.producao_em is None):
        yield Recusa(
            "ja_andou",
            "Esta implantação já tem registros feitos aqui, e a carga não passa por cima deles.",
            "Confira a página da cidade; o que falta se registra nela, etapa por etapa.",
            seq=max((e.seq for e in estado.etapas.values()), default=0) or None,
        )


def _etapas(caso: Caso) -> list[str]:
    return list(caso.dado("etapas", ()))


def _datas(caso: Caso) -> dict[str, date]:
    return {c: dia for c, valor in caso.dado("datas", {}).items() if (dia := ler_dia(valor))}


def etapas_em_ordem(caso: Caso) -> Iterator[Recusa]:
    """As aprovadas da linha principal são as primeiras, sem falha; a trilha, se já abriu."""
    aprovadas = _etapas(caso)
    for chave in dict.fromkeys([*aprovadas, *caso.dado("datas", {})]):
        if chave not in caso.roteiro.por_chave:
            yield Recusa(
                "etapa_desconhecida",
                f"Não há etapa {chave[:60]!r} no roteiro.",
                "Use as etapas do modelo da planilha.",
            )
    falta: Etapa | None = None
    for etapa in caso.roteiro.principais:
        if etapa.chave not in aprovadas:
            falta = falta or etapa
        elif falta is not None:
            yield Recusa(
                "etapa_fora_de_ordem",
                f"{etapa.titulo} consta aprovada e {falta.titulo}, que vem antes, não.",
                f"Informe o dia em que {falta.titulo} foi aprovada, ou retire o de {etapa.titulo}.",
                item=etapa.chave,
            )
    for trilha in caso.roteiro.trilhas:
        if trilha.chave in aprovadas and falta is not None:
            yield from _trilha_aberta(caso, trilha, falta)


def _trilha_aberta(caso: Caso, trilha: Etapa, falta: Etapa) -> Iterator[Recusa]:
    abre = caso.roteiro.por_chave[trilha.abre_com]
    if abre.ordem > falta.ordem:
        yield Recusa(
            "etapa_fora_de_ordem",
            f"{trilha.titulo} consta aprovada e só começa com {abre.titulo}.",
            f"Informe as aprovações até {abre.titulo}, ou retire a de {trilha.titulo}.",
            item=trilha.chave,
        )


def datas_em_ordem(caso: Caso) -> Iterator[Recusa]:
    """Uma por etapa aprovada, do início até hoje, e cada uma depois da anterior."""
    aprovadas, datas = _etapas(caso), _datas(caso)
    anterior = caso.ocorreu_em
    for etapa in caso.roteiro.etapas:
        if etapa.chave not in aprovadas:
            continue
        dia = datas.get(etapa.chave)
        if dia is None:
            yield Recusa(
                "falta_dado",
                f"Falta o dia em que {etapa.titulo} foi aprovada.",
                "Informe o dia, mês e ano.",
                item=etapa.chave,
            )
            continue
        yield from _dia_cabe(caso, etapa, dia, caso.ocorreu_em if etapa.trilha else anterior)
        anterior = anterior if etapa.trilha else max(anterior, dia)


def _dia_cabe(caso: Caso, etapa: Etapa, dia: date, anterior: date) -> Iterator[Recusa]:
    if dia > caso.hoje:
        yield Recusa(
            "data_no_futuro",
            f"{etapa.titulo} aprovada em {dia:%d/%m/%Y}: esse dia ainda não chegou.",
            "Corrija a data.",
            item=etapa.chave,
        )
    elif dia < anterior:
        yield Recusa(
            "data_fora_de_ordem",
            f"{etapa.titulo} aprovada em {dia:%d/%m/%Y}, antes de {anterior:%d/%m/%Y}, "
            "dia do que vem antes dela.",
            "Corrija uma das duas datas.",
            item=etapa.chave,
        )


def producao_no_lugar(caso: Caso) -> Iterator[Recusa]:
    """Depois das etapas que a permitem e antes do fim da última."""
    *antes, ultima = caso.roteiro.principais
    aprovadas, dia = _etapas(caso), caso.dia("data")
    if dia is None:
        if ultima.chave in aprovadas:
            yield Recusa(
                "falta_producao",
                f"{ultima.titulo} consta aprovada e falta o dia da entrada em produção.",
                "Informe o dia em que o SEI entrou em uso.",
            )
        return
    if faltam := [e for e in antes if e.chave not in aprovadas]:
        yield Recusa(
            "etapa_anterior_pendente",
            f"O SEI consta em produção e {faltam[0].titulo} não foi aprovada.",
            "Informe as aprovações que faltam, ou retire a data da produção.",
        )
    fim = _datas(caso).get(ultima.chave) if ultima.chave in aprovadas else None
    if not caso.ocorreu_em <= dia <= min(caso.hoje, fim or caso.hoje):
        yield Recusa(
            "producao_fora_de_ordem",
            f"A produção em {dia:%d/%m/%Y} não cabe entre o início, em "
            f"{caso.ocorreu_em:%d/%m/%Y}, e {min(caso.hoje, fim or caso.hoje):%d/%m/%Y}.",
            "Corrija a data da produção.",
        )


def situacao_combina(caso: Caso) -> Iterator[Recusa]:
    """A situação dita combina com as etapas; parada, diz por quê e até quando."""
    pedida = caso.dado("situacao")
    tudo = all(e.chave in _etapas(caso) for e in caso.roteiro.principais)
    if pedida and pedida not in (_S.EM_ANDAMENTO, _S.SUSPENSA, _S.DESISTENTE, _S.HABILITADA):
        yield Recusa(
            "situacao_desconhecida",
            f"A situação {pedida[:60]!r} não se importa.",
            "Use em andamento, suspensa, desistente ou habilitada.",
        )
    elif pedida and (pedida == _S.HABILITADA) != tudo:
        etapas = "todas as etapas aprovadas" if tudo else "etapas por aprovar"
        yield Recusa(
            "situacao_nao_combina",
            f"A situação diz {ROTULOS_DA_IMPLANTACAO[_S(pedida)]} e há {etapas}.",
            "Corrija a situação ou as datas; em branco, a situação sai das datas.",
        )
    if pedida in (_S.SUSPENSA, _S.DESISTENTE):
        yield from motivo_exigido(caso)
    if pedida == _S.SUSPENSA:
        yield from data_exigida("retomar_em", "a data para retomar")(caso)
        yield from dia_futuro_util("retomar_em")(caso)
