"""O que os interlocutores pedem que se lembre: papel vago, aviso de saída, novo mandato, correio.

Tudo se lembra de novo a cada semana, até que se resolva.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from django.db.models import Exists, F, OuterRef
from django.utils import timezone

from interlocutores import reconfirmacao
from interlocutores.mandato import MANDATO_ANOS, eleicao_municipal
from interlocutores.models import Designacao
from seicidades.comum.formatos import data_curta, dia_em_sao_paulo
from seicidades.contas.models import AvisoDeSaida, Vinculo
from seicidades.correio.servicos import recusas_entre
from seicidades.fluxo.compromissos import Compromisso, registrar_compromissos
from seicidades.fluxo.declaracao import Papel
from seicidades.fluxo.models import Implantacao

QUEM_DECIDE = (Papel.GERENTE, Papel.REPRESENTANTE)
SEMANA = timedelta(days=7)
QUADRO = "interlocutores:quadro"


def _de_semana_em_semana(desde: date, de: date, ate: date) -> Iterator[date]:
    """Os dias de lembrar em [de, ate]; dos que já passaram, só o último."""
    hoje = timezone.localdate()
    semanas = max(0, (de - desde + timedelta(days=6)) // SEMANA)
    dia, ultimo = desde + semanas * SEMANA, None
    while dia <= ate:
        if dia > hoje:
            yield dia
        else:
            ultimo = dia
        dia += SEMANA
    if ultimo is not None:
        yield ultimo


@registrar_compromissos("interlocutores.vacancia")
def vacancias(de: date, ate: date) -> Iterator[Compromisso]:
    """Papel que teve alguém e hoje não tem designado nem quem o exerça. Uma consulta."""
    hoje = timezone.localdate()
    com_acesso = Vinculo.objects.ativos(hoje).filter(
        orgao=OuterRef("implantacao__orgao"), papel=OuterRef("papel"), usuario__is_active=True
    )
    mesmo_lugar = Designacao.objects.em_exercicio(hoje).filter(
        implantacao=OuterRef("implantacao"), papel=OuterRef("papel")
    )
    ultimas = (
        Designacao.objects.filter(~Exists(mesmo_lugar), ~Exists(com_acesso))
        .filter(fim__lt=hoje, fim__gte=F("inicio"))
        .order_by("implantacao_id", "papel", "-fim")
        .distinct("implantacao_id", "papel")
    )
    for implantacao, papel, fim in ultimas.values_list("implantacao_id", "papel", "fim"):
        vago_desde = fim + timedelta(days=1)
        for dia in _de_semana_em_semana(vago_desde, de, ate):
            yield from _a_quem_decide(
                implantacao,
                f"vacancia:{papel}",
                dia,
                f"Designar quem exerce o papel de {Papel(papel).rotulo}, vago desde "
                f"{data_curta(vago_desde)}",
            )


@registrar_compromissos("interlocutores.saida")
def saidas(de: date, ate: date) -> Iterator[Compromisso]:
    """Cada «não sou mais eu» sem resposta. Duas consultas."""
    avisos = list(
        AvisoDeSaida.objects.abertos().select_related("vinculo", "convite").order_by("pk")
    )
    orgaos = {aviso.alvo.orgao_id for aviso in avisos}
    implantacoes = Implantacao.objects.filter(orgao__in=orgaos).order_by("pk")
    por_orgao = dict(implantacoes.values_list("orgao_id", "pk"))
    for aviso in avisos:
        alvo = aviso.alvo
        if alvo.orgao_id not in por_orgao:
            continue
        for dia in _de_semana_em_semana(dia_em_sao_paulo(aviso.criado_em), de, ate):
            yield from _a_quem_decide(
                por_orgao[alvo.orgao_id],
                f"saida:{aviso.pk}",
                dia,
                f"Trocar ou manter quem exerce o papel de {Papel(alvo.papel).rotulo}: há um aviso "
                "de que não é mais a pessoa",
            )


@registrar_compromissos("interlocutores.reconfirmacao")
def reconfirmacoes(de: date, ate: date) -> Iterator[Compromisso]:
    """Implantações em que, depois de uma posse, falta reconfirmar alguém."""
    for implantacao, pendencia in sorted(reconfirmacao.pendencias().items()):
        for dia in _de_semana_em_semana(pendencia.desde, de, ate):
            yield from _a_quem_decide(
                implantacao,
                f"reconfirmar:{pendencia.desde}",
                dia,
                "Reconfirmar os interlocutores: " + pendencia.por_que.rstrip(".").lower(),
                pagina="interlocutores:reconfirmar",
            )


@registrar_compromissos("interlocutores.eleicao")
def eleicoes(de: date, ate: date) -> Iterator[Compromisso]:
    """No dia seguinte ao primeiro turno, a gerência prepara o resumo para quem venceu."""
    for ano in range(de.year, ate.year + 1):
        dia = eleicao_municipal(ano) + timedelta(days=1)
        if ano % MANDATO_ANOS or not de <= dia <= ate:
            continue
        for pk in Implantacao.objects.order_by("pk").values_list("pk", flat=True):
            yield Compromisso(
                implantacao=pk,
                chave=f"eleicao:{ano}",
                papel=Papel.GERENTE,
                data=dia,
                texto="Preparar o resumo para o novo mandato e combinar a passagem com a equipe",
                pagina=QUADRO,
            )


@registrar_compromissos("interlocutores.correio")
def enderecos_que_recusam(de: date, ate: date) -> Iterator[Compromisso]:
    """Interlocutor cujo endereço recusou mensagem no intervalo. Duas consultas."""
    recusas = recusas_entre(de, ate)
    designacoes = Designacao.objects.em_exercicio(timezone.localdate()).filter(email__in=recusas)
    for designacao in designacoes.na_ordem_dos_papeis():
        mensagem = recusas[designacao.email]
        yield Compromisso(
            implantacao=designacao.implantacao_id,
            chave=f"correio:{designacao.papel}:{mensagem.pk}",
            papel=Papel.GERENTE,
            data=dia_em_sao_paulo(mensagem.criado_em),
            texto=f"Corrigir o e-mail de {Papel(designacao.papel).rotulo}: o endereço recusa "
            "mensagens",
            pagina=QUADRO,
        )


def _a_quem_decide(
    implantacao: int, chave: str, dia: date, texto: str, pagina: str = QUADRO
) -> Iterator[Compromisso]:
    for papel in QUEM_DECIDE:
        yield Compromisso(
            implantacao=implantacao,
            chave=f"{chave}:{papel.value}",
            papel=papel,
            data=dia,
            texto=texto,
            pagina=pagina,
        )
