"""O que já há aqui das cidades de um arquivo, em número fixo de consultas."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property

from django.utils import timezone

from seicidades.comum.dias_uteis import Calendario
from seicidades.comum.papeis import Papel
from seicidades.contas.models import Usuario, Vinculo
from seicidades.contas.permissoes import papel_do_estado
from seicidades.contas.servicos import contas_por_email
from seicidades.fluxo.carga import FatosDeCarga, fatos_de_carga
from seicidades.fluxo.declaracao import etapas_registradas
from seicidades.fluxo.models import Implantacao, VersaoDoRoteiro
from seicidades.fluxo.nucleo.comandos import Ator, Canal, Contexto
from seicidades.fluxo.nucleo.definicao import Fato, Roteiro
from seicidades.fluxo.nucleo.estado import VAZIO, Estado, SituacaoDaEtapa
from seicidades.fluxo.servicos import roteiro_publicado
from seicidades.importacao.colunas import (
    GERENTE,
    INICIO,
    PAPEIS,
    PRODUCAO,
    SITUACAO,
    coluna_da_etapa,
    coluna_da_pessoa,
)
from seicidades.importacao.leitura import Lugar, Lugares, Registro, Valor
from seicidades.municipios.calendario import calendarios_dos_municipios
from seicidades.municipios.models import Orgao


def lugares_do_estado() -> Lugares:
    prefeituras = Orgao.objects.prefeituras().order_by("pk")
    linhas = prefeituras.values_list(
        "municipio__codigo_ibge", "municipio__nome", "pk", "municipio_id"
    )
    return Lugares(Lugar(*linha) for linha in linhas)


@dataclass
class Retrato:
    """O mundo de agora, para comparar com o arquivo."""

    por: Usuario
    versao: VersaoDoRoteiro
    agora: datetime
    implantacoes: dict[int, Implantacao] = field(default_factory=dict)
    vinculos: dict[tuple[int, str], Vinculo] = field(default_factory=dict)
    contas: dict[str, Usuario] = field(default_factory=dict)
    calendarios: dict[int, Calendario] = field(default_factory=dict)
    fatos: dict[int, dict[str, Valor]] = field(default_factory=dict)

    @property
    def hoje(self) -> date:
        return timezone.localdate(self.agora)

    @property
    def roteiro(self) -> Roteiro:
        return self.versao.roteiro

    @cached_property
    def administra_tudo(self) -> bool:
        return papel_do_estado(self.por) == Papel.ADMINISTRADOR

    def estado(self, orgao_id: int) -> Estado:
        implantacao = self.implantacoes.get(orgao_id)
        return implantacao.ler_estado() if implantacao else VAZIO

    def roteiro_de(self, orgao_id: int) -> Roteiro:
        implantacao = self.implantacoes.get(orgao_id)
        return implantacao.roteiro if implantacao else self.roteiro

    def gerente(self, orgao_id: int) -> Vinculo | None:
        return self.vinculos.get((orgao_id, Papel.GERENTE.value))

    def contexto(self, lugar: Lugar, fatos: dict[str, Fato] | None = None) -> Contexto:
        return Contexto(self.calendarios[lugar.municipio_id], self.agora, fatos or {})

    def ator(self, *, gerencia: bool) -> Ator:
        do_estado = papel_do_estado(self.por)
        papeis = {Papel.GERENTE} if gerencia else set()
        if do_estado == Papel.ADMINISTRADOR:
            papeis.add(do_estado)
        return Ator(self.por.pk, frozenset(papeis), do_estado or "", origem=Canal.CARGA)

    @cached_property
    def apurados(self) -> dict[str, dict[int, dict[str, Fato]]]:
        """Por etapa que recebe carga, os fatos das implantações que já há."""
        ids = [i.pk for i in self.implantacoes.values()]
        declaradas = etapas_registradas()
        return {
            f.etapa: declaradas[f.etapa].apurar(ids) if f.etapa in declaradas else {}
            for f in fatos_de_carga()
        }

    def valores_do_fluxo(self, orgao_id: int) -> dict[str, Valor | None]:
        """O que há aqui, com o nome das colunas do arquivo."""
        if orgao_id not in self.implantacoes:
            return {}
        estado = self.estado(orgao_id)
        valores = {
            coluna_da_etapa(etapa.chave): estado.etapa(etapa.chave).aprovada_em
            for etapa in self.roteiro_de(orgao_id).etapas
            if estado.etapa(etapa.chave).situacao == SituacaoDaEtapa.APROVADA
        }
        return valores | {
            INICIO.nome: estado.inicio,
            PRODUCAO.nome: estado.producao_em,
            SITUACAO.nome: estado.situacao.value,
        }


def tirar(registros: Iterable[Registro], por: Usuario) -> Retrato:
    """Carrega tudo o que a comparação precisa, quantas forem as cidades."""
    registros = list(registros)
    ids = [r.lugar.orgao_id for r in registros]
    retrato = Retrato(por, roteiro_publicado(), timezone.now())
    implantacoes = Implantacao.objects.filter(orgao__in=ids).select_related("orgao", "versao")
    retrato.implantacoes = {i.orgao_id: i for i in implantacoes.order_by("pk")}
    retrato.vinculos = _titulares(ids, retrato.hoje)
    retrato.contas = contas_por_email(_emails(registros))
    retrato.calendarios = calendarios_dos_municipios(r.lugar.municipio_id for r in registros)
    fatos: dict[int, dict[str, Valor]] = defaultdict(dict)
    for declarados in fatos_de_carga():
        for orgao_id, valores in declarados.atuais(ids).items():
            fatos[orgao_id] |= valores
    retrato.fatos = dict(fatos)
    return retrato


def _titulares(ids: list[int], hoje: date) -> dict[tuple[int, str], Vinculo]:
    papeis = [papel.value for papel in (Papel.GERENTE, *PAPEIS)]
    vinculos = (
        Vinculo.objects.por_acabar(hoje)
        .filter(orgao__in=ids, papel__in=papeis, suplente=False)
        .select_related("usuario")
        .order_by("-inicio", "-pk")
    )
    return {(v.orgao_id, v.papel): v for v in vinculos}


def _emails(registros: list[Registro]) -> set[str]:
    colunas = [GERENTE.nome, *(coluna_da_pessoa(papel, "email") for papel in PAPEIS)]
    return {r.valores[c] for r in registros for c in colunas if c in r.valores}


def do_arquivo(fatos: FatosDeCarga, registro: Registro) -> dict[str, Valor]:
    """As colunas de uma etapa que a linha preencheu."""
    return {c.nome: registro.valores[c.nome] for c in fatos.colunas if c.nome in registro.valores}
