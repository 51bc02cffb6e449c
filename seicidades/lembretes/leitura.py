"""Tudo o que a varredura precisa saber, lido em número fixo de consultas.

O número não depende de quantas implantações, pessoas ou prazos há.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta

from django.db import connection
from django.db.models import Exists, JSONField, OuterRef, QuerySet, Value
from django.db.models.fields.json import KeyTransform
from django.db.models.functions import NullIf

from seicidades.comum.papeis import Papel
from seicidades.fluxo.compromissos import compromissos_entre
from seicidades.fluxo.models import (
    EtapaDaImplantacao,
    Implantacao,
    ItemDaImplantacao,
    VersaoDoRoteiro,
)
from seicidades.fluxo.nucleo.estado import ABERTAS, EDITAVEIS, SituacaoDaImplantacao
from seicidades.lembretes.escada import Momento
from seicidades.lembretes.models import Envio, Lembrete, Pausa, Retencao
from seicidades.lembretes.mundo import ANDAM, LinhaDaEtapa, LinhaDoItem, Lugar, Mundo, Pessoa
from seicidades.lembretes.pendencias import pendencias
from seicidades.municipios.calendario import calendarios_dos_municipios

JANELA_DOS_COMPROMISSOS_DIAS = 29
SEM_BLOQUEIOS = Value({}, JSONField())
LEMBRADAS = [s.value for s in (*ANDAM, SituacaoDaImplantacao.SUSPENSA)]
# Só quem pode receber algo, e não toda a gente dos municípios. Ver `exerce`, que diz o mesmo.
QUEM_EXERCE = """
SELECT v.orgao_id, v.papel, v.suplente, u.id, u.email,
       coalesce(nullif(u.nome_social, ''), u.nome)
FROM unnest(%(orgaos)s::bigint[], %(papeis)s::text[]) AS em_jogo (orgao_id, papel)
JOIN contas_vinculo v ON v.orgao_id = em_jogo.orgao_id AND v.papel = em_jogo.papel
JOIN contas_usuario u ON u.id = v.usuario_id
WHERE u.is_active AND v.inicio <= %(hoje)s AND (v.fim IS NULL OR v.fim >= %(hoje)s)
  AND CASE v.papel WHEN 'gerente' THEN u.papel_estado IN ('gerente', 'administrador')
                   ELSE v.papel <> 'apoio' AND u.papel_estado = '' END
ORDER BY v.inicio, v.id
"""


def carregar(hoje: date, implantacoes: QuerySet[Implantacao] | None = None) -> Mundo:
    """Lê o mundo; `implantacoes` limita às de uma página, que também mostra o que virá."""
    todas = Implantacao.objects.all() if implantacoes is None else implantacoes
    vivas = todas.filter(situacao__in=LEMBRADAS).order_by("pk")
    lugares = {lugar.pk: lugar for lugar in _lugares(vivas)}
    mundo = Mundo(hoje, lugares)
    mundo.itens = _itens(vivas)
    mundo.etapas = {(e.implantacao_id, e.chave): e for e in _etapas(vivas)}
    mundo.roteiros = {v.pk: v.roteiro for v in VersaoDoRoteiro.objects.order_by("pk")}
    mundo.calendarios = calendarios_dos_municipios(x.municipio_id for x in lugares.values())
    mundo.compromissos = [
        c
        for c in compromissos_entre(hoje - timedelta(days=JANELA_DOS_COMPROMISSOS_DIAS), hoje)
        if c.implantacao in lugares
    ]
    _lembrar(mundo, vivas)
    mundo.pendentes = list(pendencias(mundo))
    _povoar(mundo, vencidos_ate=hoje if implantacoes is None else date.max)
    return mundo


def _lugares(vivas) -> Iterable[Lugar]:
    linhas = vivas.values_list(
        "pk",
        "situacao",
        "vez_de",
        "retomar_em",
        "versao_id",
        "orgao_id",
        "orgao__municipio_id",
        "orgao__municipio__nome",
        "orgao__nome",
        # Com F("estado__bloqueios") o Django guarda um erro com as variáveis de quem chama,
        # e este mundo inteiro só se soltaria na próxima procura de ciclos.
        NullIf(KeyTransform("bloqueios", "estado"), SEM_BLOQUEIOS),
    )
    return map(Lugar._make, linhas)


def _itens(vivas) -> list[LinhaDoItem]:
    """Os que podem ser feitos, de etapas abertas e que ainda se preenchem."""
    preenchidas = EtapaDaImplantacao.objects.filter(
        implantacao=OuterRef("implantacao"),
        chave=OuterRef("etapa"),
        situacao__in=[s.value for s in ABERTAS & EDITAVEIS],
    )
    linhas = (
        ItemDaImplantacao.objects.por_fazer()
        .filter(Exists(preenchidas), implantacao__in=vivas, pode_ser_feito=True)
        .order_by("implantacao_id", "ordem")
    )
    return list(map(LinhaDoItem._make, linhas.values_list(*LinhaDoItem._fields)))


def _etapas(vivas) -> Iterable[LinhaDaEtapa]:
    abertas = EtapaDaImplantacao.objects.filter(
        implantacao__in=vivas, situacao__in=[s.value for s in ABERTAS]
    ).order_by("implantacao_id", "ordem")
    return map(LinhaDaEtapa._make, abertas.values_list(*LinhaDaEtapa._fields))


def _povoar(mundo: Mundo, vencidos_ate: date) -> None:
    """Quem exerce hoje os papéis a que as pendências chegam."""
    em_jogo = _papeis_em_jogo(mundo, vencidos_ate)
    with connection.cursor() as cursor:
        cursor.execute(
            QUEM_EXERCE,
            {
                "orgaos": [orgao for orgao, _ in em_jogo],
                "papeis": [str(papel) for _, papel in em_jogo],
                "hoje": mundo.hoje,
            },
        )
        for orgao, papel, suplente, pk, email, nome in cursor.fetchall():
            mundo.ocupar(orgao, papel, suplente, Pessoa(pk, email, nome))


def _papeis_em_jogo(mundo: Mundo, vencidos_ate: date) -> set[tuple[int, Papel]]:
    """O de quem faz, o da gerência e, vencido um prazo da escada, o do gabinete."""
    papeis = {(p.lugar.orgao_id, p.papel) for p in mundo.pendentes}
    papeis |= {(p.lugar.orgao_id, Papel.GERENTE) for p in mundo.pendentes}
    papeis |= {
        (p.lugar.orgao_id, Papel.REPRESENTANTE)
        for p in mundo.pendentes
        if p.escada and p.prazo and p.prazo < vencidos_ate
    }
    return papeis


def _lembrar(mundo: Mundo, vivas) -> None:
    """O que já se lembrou, o que se segurou e quem pediu silêncio."""
    hoje = mundo.hoje
    segunda = hoje - timedelta(days=hoje.weekday())
    pausas = Pausa.objects.em_vigor(hoje).order_by("pk")
    mundo.pausados = frozenset(pausas.values_list("usuario_id", flat=True))
    envios = defaultdict(list)
    da_semana = Envio.objects.filter(dia__range=(segunda, segunda + timedelta(days=6)))
    for usuario, dia in da_semana.order_by("pk").values_list("usuario_id", "dia"):
        envios[usuario].append(dia)
    mundo.envios = dict(envios)
    for assunto, momento, dia in _do_assunto(mundo, vivas, Lembrete, "dia"):
        mundo.lembrados.setdefault(assunto, {})[Momento(momento)] = dia
    for assunto, momento, _ in _do_assunto(mundo, vivas, Retencao, "em"):
        mundo.retidos.setdefault(assunto, set()).add(Momento(momento))


def _do_assunto(mundo: Mundo, vivas, modelo, quando: str):
    linhas = modelo.objects.filter(prazo__in=_prazos(mundo), implantacao__in=vivas).order_by("pk")
    for implantacao, assunto, prazo, momento, dia in linhas.values_list(
        "implantacao_id", "assunto", "prazo", "momento", quando
    ):
        yield (implantacao, assunto, prazo), momento, dia


def _prazos(mundo: Mundo) -> set[date]:
    """As datas em jogo: poucas centenas, por mais implantações que haja."""
    dos_itens = (item.prazo for item in mundo.itens)
    das_etapas = (etapa.responder_ate for etapa in mundo.etapas.values())
    dos_lugares = (lugar.retomar_em for lugar in mundo.lugares.values())
    datas = {*dos_itens, *das_etapas, *dos_lugares, *(c.data for c in mundo.compromissos)}
    return datas - {None}
