"""Tudo o que a varredura precisa saber, lido em número fixo de consultas.

O número não depende de quantas implantações, pessoas ou prazos há.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import NamedTuple

from django.db.models import Exists, JSONField, OuterRef, Q, QuerySet, Value
from django.db.models.fields.json import KeyTransform
from django.db.models.functions import Coalesce, NullIf

from seicidades.comum.dias_uteis import Calendario
from seicidades.comum.papeis import Papel
from seicidades.contas.models import Vinculo
from seicidades.fluxo.compromissos import Compromisso, compromissos_entre
from seicidades.fluxo.models import (
    EtapaDaImplantacao,
    Implantacao,
    ItemDaImplantacao,
    VersaoDoRoteiro,
)
from seicidades.fluxo.nucleo.definicao import Roteiro
from seicidades.fluxo.nucleo.estado import ABERTAS, EDITAVEIS, SituacaoDaImplantacao
from seicidades.lembretes.escada import Momento, avisa_antes_ate
from seicidades.lembretes.models import Envio, Lembrete, Pausa, Retencao
from seicidades.municipios.calendario import calendarios_dos_municipios

JANELA_DOS_COMPROMISSOS_DIAS = 29
ANDAM = (SituacaoDaImplantacao.EM_ANDAMENTO, SituacaoDaImplantacao.HABILITADA)
SEM_BLOQUEIOS = Value({}, JSONField())
LEMBRADAS = [s.value for s in (*ANDAM, SituacaoDaImplantacao.SUSPENSA)]


class Lugar(NamedTuple):
    """Uma implantação, só com o que um lembrete diz dela."""

    pk: int
    situacao: str
    vez_de: str
    retomar_em: date | None
    versao_id: int
    orgao_id: int
    municipio_id: int
    cidade: str
    orgao: str
    bloqueios: dict | None


class LinhaDoItem(NamedTuple):
    implantacao_id: int
    etapa: str
    chave: str
    ordem: int
    papel: str
    lado: str
    situacao: str
    prazo: date | None


class LinhaDaEtapa(NamedTuple):
    implantacao_id: int
    chave: str
    ordem: int
    trilha: bool
    situacao: str
    responder_ate: date | None
    itens_total: int
    itens_resolvidos: int


class Pessoa(NamedTuple):
    pk: int
    email: str
    nome: str


def dos_campos(linha: type, objeto):
    """A linha com os atributos de mesmo nome do objeto."""
    return linha._make(getattr(objeto, campo) for campo in linha._fields)


@dataclass(slots=True)
class Lugares:
    """Quem exerce um papel num órgão: titular e suplente."""

    titular: int | None = None
    suplente: int | None = None

    @property
    def quem_faz(self) -> int | None:
        return self.titular or self.suplente


Assunto = tuple[int, str, date]


@dataclass
class Mundo:
    """O retrato de um dia."""

    hoje: date
    lugares: dict[int, Lugar]
    itens: list[LinhaDoItem] = field(default_factory=list)
    etapas: dict[tuple[int, str], LinhaDaEtapa] = field(default_factory=dict)
    roteiros: dict[int, Roteiro] = field(default_factory=dict)
    calendarios: dict[int, Calendario] = field(default_factory=dict)
    pessoas: dict[int, Pessoa] = field(default_factory=dict)
    papeis: dict[tuple[int, str], Lugares] = field(default_factory=dict)
    compromissos: list[Compromisso] = field(default_factory=list)
    pausados: frozenset[int] = frozenset()
    envios: dict[int, list[date]] = field(default_factory=dict)
    lembrados: dict[Assunto, dict[Momento, date]] = field(default_factory=dict)
    retidos: dict[Assunto, set[Momento]] = field(default_factory=dict)
    _antes: dict[int, date] = field(default_factory=dict)

    def calendario(self, lugar: Lugar) -> Calendario:
        return self.calendarios[lugar.municipio_id]

    def avisa_antes_ate(self, lugar: Lugar) -> date:
        """Uma conta por município, por mais prazos que tenha."""
        ate = self._antes.get(lugar.municipio_id)
        if ate is None:
            ate = avisa_antes_ate(self.hoje, self.calendario(lugar))
            self._antes[lugar.municipio_id] = ate
        return ate

    def ocupar(self, orgao: int, papel: str, suplente: bool, pessoa: Pessoa) -> None:
        """Põe a pessoa no papel; a última que chega fica."""
        self.pessoas[pessoa.pk] = pessoa
        lugares = self.papeis.get((orgao, papel))
        if lugares is None:
            lugares = self.papeis[orgao, papel] = Lugares()
        if suplente:
            lugares.suplente = pessoa.pk
        else:
            lugares.titular = pessoa.pk

    def quem(self, lugar: Lugar, papel: Papel) -> Lugares:
        return self.papeis.get((lugar.orgao_id, papel.value)) or Lugares()


def carregar(hoje: date, implantacoes: QuerySet[Implantacao] | None = None) -> Mundo:
    """Lê o mundo; `implantacoes` limita às de uma página."""
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
    _povoar(mundo, vivas)
    _lembrar(mundo, vivas)
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


def _povoar(mundo: Mundo, vivas) -> None:
    """Quem exerce o quê hoje. Ver `exerce`."""
    da_gerencia = Q(papel=Papel.GERENTE)
    do_estado = Q(usuario__papel_estado__in=(Papel.GERENTE, Papel.ADMINISTRADOR))
    municipais = ~Q(papel__in=(Papel.GERENTE, Papel.APOIO)) & Q(usuario__papel_estado="")
    vinculos = (
        Vinculo.objects.ativos(mundo.hoje)
        .filter(da_gerencia & do_estado | municipais)
        .filter(usuario__is_active=True, orgao__implantacao__in=vivas)
        .order_by("inicio", "pk")
        .values_list(
            "orgao_id",
            "papel",
            "suplente",
            "usuario_id",
            "usuario__email",
            Coalesce(NullIf("usuario__nome_social", Value("")), "usuario__nome"),
        )
    )
    for orgao, papel, suplente, pk, email, nome in vinculos:
        mundo.ocupar(orgao, papel, suplente, Pessoa(pk, email, nome))


def exerce(papel: str, papel_do_estado: str) -> bool:
    """Quem é do Estado só conta como gerente, e só ele o é. `_povoar` diz o mesmo em SQL."""
    if papel == Papel.GERENTE:
        return papel_do_estado in (Papel.GERENTE, Papel.ADMINISTRADOR)
    return papel != Papel.APOIO and not papel_do_estado


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
