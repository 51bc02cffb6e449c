"""O que as designações dizem de cada item, hoje, para muitas implantações."""

from collections.abc import Iterable
from datetime import date

from django.utils import timezone

from interlocutores.models import Designacao
from seicidades.comum.formatos import data_curta, lista_e
from seicidades.comum.papeis import INTERLOCUTORES, Papel
from seicidades.fluxo.declaracao import Fato

Lugar = tuple[Papel, bool]  # papel e se é a suplência
ITEM_DA_DESIGNACAO = {papel: f"{papel}_designado" for papel in INTERLOCUTORES}
ITEM_DO_CONTATO = {papel: f"contato_{papel}_confirmado" for papel in INTERLOCUTORES}
ITEM_DO_ATO = "ato_de_designacao_publicado"
ITEM_DOS_SUPLENTES = "substitutos_informados"


def apurar(ids: Iterable[int], hoje: date | None = None) -> dict[int, dict[str, Fato]]:
    """Um fato por item `por_fato` dos interlocutores, em uma consulta."""
    ids, hoje = list(ids), hoje or timezone.localdate()
    por_implantacao: dict[int, dict[Lugar, Designacao]] = {i: {} for i in ids}
    designacoes = (
        Designacao.objects.filter(implantacao__in=ids, inicio__lte=hoje)
        .select_related("ato")
        .order_by("inicio", "pk")
    )
    for designacao in designacoes:
        lugar = (Papel(designacao.papel), designacao.suplente)
        por_implantacao[designacao.implantacao_id][lugar] = designacao
    return {i: _fatos(lugares, hoje) for i, lugares in por_implantacao.items()}


def _fatos(ultimas: dict[Lugar, Designacao], hoje: date) -> dict[str, Fato]:
    vigentes = {lugar: d for lugar, d in ultimas.items() if d.em_exercicio(hoje)}
    fatos = {}
    for papel in INTERLOCUTORES:
        fatos[ITEM_DA_DESIGNACAO[papel]] = _designado(papel, ultimas.get((papel, False)), hoje)
        fatos[ITEM_DO_CONTATO[papel]] = _contato(vigentes.get((papel, False)))
    fatos[ITEM_DO_ATO] = _ato(vigentes)
    fatos[ITEM_DOS_SUPLENTES] = _suplentes(vigentes)
    return fatos


def _designado(papel: Papel, ultima: Designacao | None, hoje: date) -> Fato:
    saida = f"Informe quem é o {papel.rotulo}."
    if ultima is None:
        return Fato(False, "Ninguém designado.", saida)
    if not ultima.em_exercicio(hoje):
        return Fato(False, f"A última designação acabou em {data_curta(ultima.fim)}.", saida)
    ate = f" até {data_curta(ultima.fim)}" if ultima.fim else ""
    return Fato(True, f"Designação em vigor desde {data_curta(ultima.inicio)}{ate}.")


def _contato(titular: Designacao | None) -> Fato:
    if titular is None:
        return Fato(False, "Papel vago.", "Designe antes quem exerce o papel.")
    if titular.contato_confirmado_em is None:
        return Fato(
            False,
            "Contato ainda não confirmado por quem exerce o papel.",
            "Confira os dados de contato e confirme.",
        )
    return Fato(True, f"Confirmado em {data_curta(titular.contato_confirmado_em)}.")


def _ato(vigentes: dict[Lugar, Designacao]) -> Fato:
    titulares = [vigentes.get((papel, False)) for papel in INTERLOCUTORES]
    sem_ato = [
        papel.rotulo
        for papel, titular in zip(INTERLOCUTORES, titulares, strict=True)
        if titular is None or titular.ato is None
    ]
    if sem_ato:
        return Fato(
            False,
            f"Sem ato registrado: {lista_e(sem_ato)}.",
            "Registre o ato publicado e marque quem ele designa.",
        )
    publicado_em = max(titular.ato.publicado_em for titular in titulares)
    return Fato(True, f"Os quatro designados por ato publicado até {data_curta(publicado_em)}.")


def _suplentes(vigentes: dict[Lugar, Designacao]) -> Fato:
    faltam = [papel.rotulo for papel in INTERLOCUTORES if (papel, True) not in vigentes]
    if faltam:
        return Fato(
            False,
            f"Sem suplente: {lista_e(faltam)}.",
            "Informe quem substitui cada papel ou peça dispensa deste item.",
        )
    return Fato(True, "Os quatro papéis têm suplente.")
