"""O que já há aqui: valores por coluna, tipos e quem muda de dia com uma linha."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from adesao.carga.colunas import (
    CARGOS,
    DIA_DA_PARTE,
    NOMES,
    POR_TODOS,
    dias_das_partes,
)
from adesao.instrumentos import ultima_assinatura
from adesao.models import (
    Instrumento,
    PapelNoFluxo,
    Signatario,
    TipoDeInstrumento,
)
from seicidades.fluxo.carga import Valores


def atuais(orgao_ids: Iterable[int]) -> dict[int, dict[str, str | date]]:
    """O que há de cada órgão, com o nome das colunas. Duas consultas."""
    instrumentos = (
        Instrumento.objects.vigentes()
        .originais()
        .filter(implantacao__orgao__in=list(orgao_ids), tipo__papel_no_fluxo__in=list(NOMES))
        .select_related("tipo", "implantacao")
        .prefetch_related("signatarios")
        .order_by("disponibilizado_em", "pk")
    )
    achados: dict[int, dict[str, str | date]] = defaultdict(dict)
    for instrumento in instrumentos:
        nome = NOMES[PapelNoFluxo(instrumento.tipo.papel_no_fluxo)]
        achados[instrumento.implantacao.orgao_id] |= _valores(nome, instrumento)
    return dict(achados)


def _valores(nome: str, instrumento: Instrumento) -> dict[str, str | date]:
    todos = {
        f"{nome}_numero": instrumento.numero,
        f"{nome}_processo": instrumento.processo_sei,
        f"{nome}_documento": instrumento.documento_sei,
        f"{nome}_disponibilizado_em": instrumento.disponibilizado_em,
        **{c: ultima_assinatura(instrumento, p) for p, c in DIA_DA_PARTE[nome].items()},
    }
    if nome == "acordo":
        todos[POR_TODOS] = ultima_assinatura(instrumento)
    return {coluna: valor for coluna, valor in todos.items() if valor}


def tipos_do_fluxo() -> dict[PapelNoFluxo, TipoDeInstrumento]:
    """O tipo de cada lugar do fluxo: o primeiro oferecido."""
    tipos: dict[PapelNoFluxo, TipoDeInstrumento] = {}
    for tipo in TipoDeInstrumento.objects.filter(ativo=True).order_by("ordem", "nome"):
        tipos.setdefault(PapelNoFluxo(tipo.papel_no_fluxo), tipo)
    return tipos


def a_datar(
    instrumento: Instrumento, nome: str, valores: Valores
) -> Iterable[tuple[Signatario, date, str]]:
    """Quem muda de dia: quem não tinha nenhum e quem completava as assinaturas até aqui."""
    ativos = [s for s in instrumento.signatarios.all() if not s.substituido_em]
    ordem = max((s.ordem for s in instrumento.signatarios.all()), default=0)
    todos = ultima_assinatura(instrumento) if nome == "acordo" else None
    for parte, dia in dias_das_partes(nome, valores).items():
        coluna = DIA_DA_PARTE[nome][parte]
        proprio = coluna in valores
        coluna, antes = (
            (coluna, ultima_assinatura(instrumento, parte)) if proprio else (POR_TODOS, todos)
        )
        daqui = [s for s in ativos if s.parte == parte]
        if not daqui:
            ordem += 1
            novo = Signatario(instrumento=instrumento, ordem=ordem, parte=parte)
            novo.nome = novo.cargo = CARGOS[parte]
            daqui = [novo]
        for signatario in daqui:
            if signatario.assinado_em in (None, antes) and signatario.assinado_em != dia:
                yield signatario, dia, coluna
