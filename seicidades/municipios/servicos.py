"""Cargas de municípios e feriados; quem muda feriado avisa as camadas de cima."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial

from django.db import connection, transaction
from django.db.models import QuerySet

from seicidades.comum.formatos import lista_e
from seicidades.comum.tabela_csv import ArquivoRecusado, Problema
from seicidades.municipios.dados import MUNICIPIOS
from seicidades.municipios.leitura import (
    CargaDeFeriados,
    CargaDeMunicipios,
    FeriadoLido,
    ler_municipios,
)
from seicidades.municipios.models import FeriadoMunicipal, Municipio, Orgao
from seicidades.municipios.sinais import calendario_mudou

# Uma carga de municípios por vez; o número é só o nome da trava.
TRAVA_DA_CARGA = 645_000_001


@dataclass(frozen=True, slots=True)
class Mudanca:
    """Um campo de um município que a carga mudou, ou mudaria."""

    campo: str
    antes: object
    depois: object


@dataclass
class ResultadoDaCarga:
    """O que uma carga de municípios fez, ou faria."""

    criados: list[Municipio] = field(default_factory=list)
    alterados: list[tuple[Municipio, list[Mudanca]]] = field(default_factory=list)
    iguais: int = 0
    prefeituras_criadas: int = 0
    prefeituras_renomeadas: int = 0
    ignoradas: tuple[str, ...] = ()


@dataclass
class ResultadoDosFeriados:
    """O que uma carga de feriados fez, ou faria; os alterados vêm com o nome de antes."""

    criados: list[FeriadoMunicipal] = field(default_factory=list)
    alterados: list[tuple[FeriadoMunicipal, str]] = field(default_factory=list)
    iguais: int = 0


def nome_da_prefeitura(nome_do_municipio: str) -> str:
    return f"Prefeitura Municipal de {nome_do_municipio}"


# --- Municípios


@transaction.atomic
def importar_municipios(
    carga: CargaDeMunicipios | None = None, *, simular: bool = False
) -> ResultadoDaCarga:
    """Cria o que falta com os dados do programa e aplica a carga, se houver.

    Os dados do programa só criam municípios e preenchem campos vazios: não
    desfazem o que uma carga mais nova ou uma pessoa corrigiu. Cada município
    fica com a sua Prefeitura Municipal.

    Args:
        simular: faz tudo e desfaz no fim; o resultado é o mesmo.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [TRAVA_DA_CARGA])
    municipios = {m.codigo_ibge: m for m in Municipio.objects.select_for_update(no_key=True)}
    resultado = _completar(municipios)
    if carga:
        _aplicar(carga, municipios, resultado)
    _gravar_municipios(resultado)
    _ajustar_prefeituras(municipios.values(), resultado)
    transaction.set_rollback(simular)
    return resultado


def _completar(municipios: dict[str, Municipio]) -> ResultadoDaCarga:
    """Cria os municípios que faltam e preenche os campos vazios dos outros."""
    resultado = ResultadoDaCarga()
    for lido in ler_municipios(MUNICIPIOS.read_bytes()).municipios:
        municipio = municipios.get(lido.codigo_ibge)
        if municipio is None:
            municipio = Municipio(codigo_ibge=lido.codigo_ibge, **lido.campos)
            municipios[lido.codigo_ibge] = municipio
            resultado.criados.append(municipio)
            continue
        vazios = {c: v for c, v in lido.campos.items() if getattr(municipio, c) in (None, "")}
        _mudar(municipio, vazios, resultado)
    return resultado


def _aplicar(
    carga: CargaDeMunicipios, municipios: dict[str, Municipio], resultado: ResultadoDaCarga
) -> None:
    resultado.iguais = 0
    resultado.ignoradas = carga.ignoradas
    for lido in carga.municipios:
        _mudar(municipios[lido.codigo_ibge], lido.campos, resultado)


def _mudar(municipio: Municipio, campos: Mapping[str, object], resultado: ResultadoDaCarga) -> None:
    mudancas = [
        Mudanca(campo, antes, depois)
        for campo, depois in campos.items()
        if (antes := getattr(municipio, campo)) != depois
    ]
    for mudanca in mudancas:
        setattr(municipio, mudanca.campo, mudanca.depois)
    if mudancas:
        resultado.alterados.append((municipio, mudancas))
    else:
        resultado.iguais += 1


def _gravar_municipios(resultado: ResultadoDaCarga) -> None:
    existentes = {m.pk: m for m, _ in resultado.alterados if m.pk}
    campos = {mudanca.campo for _, mudancas in resultado.alterados for mudanca in mudancas}
    Municipio.objects.bulk_create(resultado.criados)
    if existentes:
        Municipio.objects.bulk_update(existentes.values(), sorted(campos), batch_size=200)


def _ajustar_prefeituras(municipios: Iterable[Municipio], resultado: ResultadoDaCarga) -> None:
    """Cria as que faltam; as que têm o nome de praxe acompanham o do município."""
    prefeituras = {o.municipio_id: o for o in Orgao.objects.prefeituras()}
    novas = [
        Orgao(municipio=m, tipo=Orgao.Tipo.PREFEITURA, nome=nome_da_prefeitura(m.nome))
        for m in municipios
        if m.pk not in prefeituras
    ]
    renomeadas = list(_renomear(prefeituras, resultado.alterados))
    Orgao.objects.bulk_create(novas)
    Orgao.objects.bulk_update(renomeadas, ["nome"])
    resultado.prefeituras_criadas = len(novas)
    resultado.prefeituras_renomeadas = len(renomeadas)


def _renomear(
    prefeituras: Mapping[int, Orgao], alterados: Iterable[tuple[Municipio, list[Mudanca]]]
) -> Iterator[Orgao]:
    for municipio, mudancas in alterados:
        prefeitura = prefeituras.get(municipio.pk)
        nomes = [m.antes for m in mudancas if m.campo == "nome"]
        if prefeitura and nomes and prefeitura.nome == nome_da_prefeitura(nomes[0]):
            prefeitura.nome = nome_da_prefeitura(municipio.nome)
            yield prefeitura


# --- Feriados


@transaction.atomic
def salvar_feriado(feriado: FeriadoMunicipal) -> FeriadoMunicipal:
    """Grava e avisa; se o feriado mudou de município, avisa dos dois."""
    anterior = FeriadoMunicipal.objects.filter(pk=feriado.pk).first()
    feriado.save()
    _avisar(_mudancas_de_um(anterior, feriado))
    return feriado


def _mudancas_de_um(
    anterior: FeriadoMunicipal | None, feriado: FeriadoMunicipal
) -> dict[int, list[str]]:
    if anterior is None:
        return {feriado.municipio_id: [f"feriado novo: {feriado}"]}
    if anterior.municipio_id != feriado.municipio_id:
        return {
            anterior.municipio_id: [f"feriado retirado: {anterior}"],
            feriado.municipio_id: [f"feriado novo: {feriado}"],
        }
    return {feriado.municipio_id: [f"feriado mudado: de {anterior} para {feriado}"]}


@transaction.atomic
def excluir_feriados(feriados: QuerySet[FeriadoMunicipal]) -> None:
    mudancas = defaultdict(list)
    for feriado in feriados:
        mudancas[feriado.municipio_id].append(f"feriado retirado: {feriado}")
    feriados.delete()
    _avisar(mudancas)


@transaction.atomic
def importar_feriados(carga: CargaDeFeriados, *, simular: bool = False) -> ResultadoDosFeriados:
    """Cria os dias novos e troca o nome dos que já há; não apaga nenhum.

    Args:
        simular: só diz o que faria.

    Raises:
        ArquivoRecusado: se algum município ainda não está no banco.
    """
    resultado = _planejar_feriados(carga.feriados)
    if simular:
        return resultado
    FeriadoMunicipal.objects.bulk_create(resultado.criados)
    FeriadoMunicipal.objects.bulk_update([f for f, _ in resultado.alterados], ["nome"])
    mudancas = defaultdict(list)
    for feriado in resultado.criados:  # nome trocado não muda prazo
        mudancas[feriado.municipio_id].append(f"feriado novo: {feriado}")
    _avisar(mudancas)
    return resultado


def _planejar_feriados(lidos: Collection[FeriadoLido]) -> ResultadoDosFeriados:
    codigos = {f.codigo_ibge for f in lidos}
    municipios = _travar_municipios(codigos)
    existentes = {
        (f.municipio_id, f.data): f
        for f in FeriadoMunicipal.objects.filter(municipio__codigo_ibge__in=codigos)
    }
    resultado = ResultadoDosFeriados()
    for lido in lidos:
        municipio = municipios[lido.codigo_ibge]
        feriado = existentes.get((municipio.pk, lido.data))
        if feriado is None:
            novo = FeriadoMunicipal(municipio=municipio, data=lido.data, nome=lido.nome)
            resultado.criados.append(novo)
        elif feriado.nome == lido.nome:
            resultado.iguais += 1
        else:
            resultado.alterados.append((feriado, feriado.nome))
            feriado.municipio, feriado.nome = municipio, lido.nome
    return resultado


def _travar_municipios(codigos: set[str]) -> dict[str, Municipio]:
    """Os municípios da carga, travados: duas cargas ao mesmo tempo não criam o mesmo dia."""
    travados = Municipio.objects.filter(codigo_ibge__in=codigos).select_for_update(no_key=True)
    municipios = {m.codigo_ibge: m for m in travados}
    if faltam := sorted(codigos - municipios.keys()):
        motivo = f"Municípios que ainda não estão no banco: {lista_e(faltam)}."
        saida = "Rode o comando importar_municipios e tente de novo."
        raise ArquivoRecusado([Problema("sem_municipio", motivo, saida)])
    return municipios


def _avisar(mudancas: Mapping[int, list[str]]) -> None:
    if mudancas:
        enviar = partial(calendario_mudou.send, sender=FeriadoMunicipal)
        ids = frozenset(mudancas)
        transaction.on_commit(partial(enviar, municipio_ids=ids, mudancas=dict(mudancas)))
