"""O que a etapa diz no alto das páginas: papel vago, aviso de saída, correio e novo mandato."""

from collections.abc import Iterator

from django.urls import reverse

from interlocutores import quadro, reconfirmacao
from seicidades.comum.formatos import data_curta, lista_e
from seicidades.contas.permissoes import decide_pessoas
from seicidades.fluxo.recados import Recado, registrar_recados


@registrar_recados("interlocutores")
def recados(implantacao, usuario) -> Iterator[Recado]:
    url = reverse("interlocutores:quadro", args=[implantacao.pk])
    lugares = quadro.montar(implantacao).values()
    pendencia = reconfirmacao.pendencia_de(implantacao)
    if pendencia:
        yield Recado(
            titulo="Falta reconfirmar os interlocutores",
            texto=f"{pendencia.por_que} Vale desde {data_curta(pendencia.desde)}.",
            url=reverse("interlocutores:reconfirmar", args=[implantacao.pk]),
            link="Dizer quem continua",
        )
    for lugar in lugares:
        if lugar.dias_vago is not None:
            yield Recado(
                titulo=f"{lugar.papel.rotulo}: papel vago",
                texto=f"{_ha_quanto(lugar)}. Só os itens deste papel esperam.",
                url=url,
                link="Ver quem responde",
            )
    if decide_pessoas(usuario, implantacao.orgao):
        yield from _para_quem_decide(lugares, url)
    yield Recado(
        titulo="Quem responde",
        texto="Os quatro papéis numa página, com suplentes, acesso e história.",
        url=url,
        link="Ver o quadro",
        tipo="info",
        so_na_etapa=True,
    )


def _ha_quanto(lugar: quadro.Lugar) -> str:
    if not lugar.dias_vago:
        return "Desde hoje"
    dias = "1 dia" if lugar.dias_vago == 1 else f"{lugar.dias_vago} dias"
    return f"Há {dias}, desde {data_curta(lugar.vago_desde)}"


def _para_quem_decide(lugares, url: str) -> Iterator[Recado]:
    saidas = [x.papel.rotulo for x in lugares if any(o.saida for o in x.ocupantes)]
    if saidas:
        yield Recado(
            titulo="«Não sou mais eu»",
            texto=f"Há aviso de saída em {lista_e(saidas)}. Troque a pessoa ou diga que continua.",
            url=url,
            link="Ver e decidir",
        )
    desativadas = [x.papel.rotulo for x in lugares if any(o.desativada for o in x.ocupantes)]
    if desativadas:
        yield Recado(
            titulo="Conta desativada",
            texto=f"Em {lista_e(desativadas)}, a pessoa não entra mais no sistema. Troque-a.",
            url=url,
            link="Ver e trocar",
            tipo="perigo",
        )
    a_completar = [x.papel.rotulo for x in lugares if x.a_completar]
    if a_completar:
        yield Recado(
            titulo="Falta completar a designação",
            texto=f"Em {lista_e(a_completar)}, a pessoa já tem acesso e falta o ato que a designa.",
            url=url,
            link="Ver e completar",
        )
    recusas = [x.papel.rotulo for x in lugares if any(o.recusa for o in x.ocupantes)]
    if recusas:
        yield Recado(
            titulo="Endereço que recusa mensagens",
            texto=f"Em {lista_e(recusas)}, o e-mail voltou. Confirme por telefone e corrija.",
            url=url,
            link="Ver e corrigir",
            tipo="perigo",
        )
