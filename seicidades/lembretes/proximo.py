"""A frase da página da cidade e do item: quem será lembrado a seguir, e em que dia.

O mundo é o da página, do estado que ela já leu; só o que é dos lembretes se
consulta, em duas vezes. As regras são as da varredura.
"""

from collections.abc import Sequence
from datetime import date

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import DateField, Value

from seicidades.comum.formatos import data_curta
from seicidades.contas.models import Vinculo
from seicidades.correio.models import Portao
from seicidades.fluxo.nucleo.estado import ABERTAS, EDITAVEIS
from seicidades.fluxo.proximo_aviso import Pagina, registrar_proximo_aviso
from seicidades.fluxo.registro import linhas_da_projecao
from seicidades.lembretes.escada import Momento
from seicidades.lembretes.models import Lembrete, Pausa, Retencao
from seicidades.lembretes.mundo import (
    LinhaDaEtapa,
    LinhaDoItem,
    Lugar,
    Mundo,
    Pessoa,
    dos_campos,
    exerce,
)
from seicidades.lembretes.pendencias import (
    Pendencia,
    dia_de_antes,
    passos_de,
    pendencias,
    quem_recebe,
)

EM_PALAVRAS = {
    Momento.SUPLENTE: "suplente de {papel}",
    Momento.GERENTE: "gerente de projetos da Prodesp",
    Momento.GABINETE: "gabinete",
}


@registrar_proximo_aviso
def frase(pagina: Pagina) -> str:
    """O primeiro aviso por vir do item ou, sem item, da cidade inteira."""
    mundo = _mundo(pagina)
    correm = [
        p for p in pendencias(mundo) if p.escada and p.prazo and pagina.item in ("", p.assunto)
    ]
    if not correm:
        return ""
    if not _lembrar(mundo, correm):
        return "Os lembretes por e-mail estão desligados por enquanto."
    avisos = [aviso for p in correm if (aviso := _do_prazo(mundo, p))]
    if not avisos:
        return ""
    dia, p, momento = min(avisos, key=lambda aviso: (aviso[0], aviso[1].desempate))
    condicao = "Se continuar assim" if pagina.item else f"Se «{p.titulo}» continuar em aberto"
    return f"{condicao}, em {data_curta(dia)} avisamos {_quem(mundo, p, momento)}."


def _do_prazo(mundo: Mundo, p: Pendencia) -> tuple[date, Pendencia, Momento] | None:
    """O próximo a sair: o de antes do prazo ou o degrau seguinte da escada."""
    antes, dono = dia_de_antes(mundo, p), quem_recebe(mundo, p, Momento.ANTES)
    if antes and dono is not None and dono not in mundo.pausados:
        return antes, p, Momento.ANTES
    passo = next((passo for passo in passos_de(mundo, p) if passo.previsto), None)
    return (passo.dia, p, passo.momento) if passo else None


def _quem(mundo: Mundo, p: Pendencia, momento: Momento) -> str:
    nome = mundo.pessoas[quem_recebe(mundo, p, momento)].nome
    return f"{nome} ({EM_PALAVRAS.get(momento, '{papel}').format(papel=p.papel.rotulo)})"


def _mundo(pagina: Pagina) -> Mundo:
    implantacao, orgao = pagina.implantacao, pagina.implantacao.orgao
    lugar = Lugar(
        pk=implantacao.pk,
        situacao=implantacao.situacao,
        vez_de=implantacao.vez_de,
        retomar_em=implantacao.retomar_em,
        versao_id=implantacao.versao_id,
        orgao_id=orgao.pk,
        municipio_id=orgao.municipio_id,
        cidade=orgao.municipio.nome,
        orgao=orgao.nome,
        bloqueios=None,
    )
    mundo = Mundo(pagina.hoje, {lugar.pk: lugar})
    mundo.roteiros = {lugar.versao_id: implantacao.roteiro}
    mundo.calendarios = {lugar.municipio_id: pagina.calendario}
    etapas, itens = linhas_da_projecao(implantacao, implantacao.roteiro, pagina.estado)
    abertas = [e for e in etapas if e.situacao in ABERTAS]
    preenchidas = {e.chave for e in abertas if e.situacao in EDITAVEIS}
    mundo.etapas = {(lugar.pk, e.chave): dos_campos(LinhaDaEtapa, e) for e in abertas}
    mundo.itens = [
        dos_campos(LinhaDoItem, i) for i in itens if i.pode_ser_feito and i.etapa in preenchidas
    ]
    _povoar(mundo, pagina.vinculos)
    return mundo


def _povoar(mundo: Mundo, vinculos: Sequence[Vinculo]) -> None:
    for vinculo in sorted(vinculos, key=lambda v: (v.inicio, v.pk)):
        usuario = vinculo.usuario
        if usuario.is_active and exerce(vinculo.papel, usuario.papel_estado):
            pessoa = Pessoa(usuario.pk, usuario.email, usuario.nome_publico)
            mundo.ocupar(vinculo.orgao_id, vinculo.papel, vinculo.suplente, pessoa)


def _lembrar(mundo: Mundo, correm: Sequence[Pendencia]) -> bool:
    """O que já saiu, o que se segurou, as pausas; falso, se o portão está fechado."""
    pausas = Pausa.objects.em_vigor(mundo.hoje).filter(usuario__in=mundo.pessoas)
    pausados = ArraySubquery(pausas.order_by("pk").values("usuario_id"))
    portao = Portao.objects.filter(aberto=True).values_list(pausados, flat=True)
    if not (abertos := list(portao)):
        return False
    mundo.pausados = frozenset(abertos[0])
    [lugar] = mundo.lugares
    da_cidade = {"implantacao": lugar, "prazo__in": {p.prazo for p in correm}}
    colunas = ("assunto", "prazo", "momento")
    retidos = Retencao.objects.filter(**da_cidade).order_by()
    lembrados = Lembrete.objects.filter(**da_cidade).order_by()
    for assunto, prazo, momento, dia in retidos.values_list(
        *colunas, Value(None, DateField())
    ).union(lembrados.values_list(*colunas, "dia"), all=True):
        chave = (lugar, assunto, prazo)
        if dia is None:
            mundo.retidos.setdefault(chave, set()).add(Momento(momento))
        else:
            mundo.lembrados.setdefault(chave, {})[Momento(momento)] = dia
    return True
