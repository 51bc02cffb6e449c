"""Unidades e usuários conferidos e gravados, ao lado de csv + COPY e do django-import-export.

O programa faz o caminho inteiro das páginas: guarda o arquivo cifrado, confere
para a prévia, confere de novo na gravação e grava. O piso só separa as células e
as copia às mesmas tabelas, sem conferir nem cifrar. O django-import-export faz
as mesmas conferências e a mesma cifra, na prévia e na gravação.
"""

import csv
import gc
import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from io import StringIO
from pathlib import Path

from django.db import connection, transaction
from django.utils import timezone

from bench import dados, kit_alheio
from bench.kit_alheio import COMUM, EM_LOTES
from bench.medida import Medida, PisoDiferente, segundos
from cadastros.models import Carga, LinhaDeUnidade, LinhaDeUsuario, TipoDeCarga
from cadastros.servicos import cargas
from cadastros.servicos.linhas import COLUNAS
from cadastros.sigilo import cifrar
from cadastros.validacao import UNIDADES, USUARIOS, Unidade, Usuario, conferir_unidades
from seicidades.comum.digitos import digitos_do_cpf
from seicidades.comum.ficticios import FEMININOS, MASCULINOS, SOBRENOMES
from seicidades.contas.models import Usuario as Pessoa
from seicidades.fluxo.models import Implantacao
from seicidades.fluxo.servicos import publicar_roteiro
from seicidades.municipios.models import Orgao

VEZES = 5
FRACAO = 25
ZERA_O_PICO = "5"  # de /proc/self/clear_refs
FILHAS = 8
TABELAS = {TipoDeCarga.UNIDADES: LinhaDeUnidade, TipoDeCarga.USUARIOS: LinhaDeUsuario}


@dataclass(frozen=True)
class Arquivos:
    """O que se importa, na ordem em que se importa."""

    unidades: bytes
    usuarios: bytes

    def __iter__(self) -> Iterator[tuple[TipoDeCarga, bytes]]:
        yield TipoDeCarga.UNIDADES, self.unidades
        yield TipoDeCarga.USUARIOS, self.usuarios


def medir(unidades: int, usuarios: int) -> Iterator[Medida]:
    dados.comecar()
    arquivos = gerar(unidades, usuarios)
    nome = f"kit.{usuarios}"
    yield from _medir_linter(arquivos.unidades, unidades)
    with transaction.atomic():
        cidade = _cidade_nova()
        yield from _medir_importacao(nome, cidade, arquivos, unidades + usuarios)
        fracao = gerar(unidades // FRACAO, usuarios // FRACAO)
        yield from _medir_o_comum(nome, cidade, fracao, (unidades + usuarios) // FRACAO)
        transaction.set_rollback(True)


def _medir_linter(conteudo: bytes, quantas: int) -> Iterator[Medida]:
    """Com um achado em cada linha, que é o caso caro; segundos de processador."""
    ruim = conteudo.replace(b",S,", b",sim,")
    conferir_unidades(ruim)
    inicio = time.process_time()
    conferencia = conferir_unidades(ruim)
    gasto = time.process_time() - inicio
    if len(conferencia.mendas) < quantas:
        raise PisoDiferente("O arquivo do linter devia ter um achado por linha.")
    yield Medida(f"kit.linter.{quantas}.cpu_s", gasto, "s")


def _medir_importacao(nome, cidade, arquivos, linhas) -> Iterator[Medida]:
    def piso() -> None:
        _copiar(cidade, arquivos)

    def programa() -> None:
        _importar(cidade, arquivos)

    # Do mais leve ao mais pesado: a memória do processo só cresce.
    do_piso, do_programa = _uma_vez(cidade, piso), _uma_vez(cidade, programa)
    s_piso, s_programa = segundos(_voltando(piso), _voltando(programa), vezes=VEZES)
    yield Medida(f"{nome}.s", s_programa, "s", s_programa / s_piso)
    yield Medida(f"{nome}.linhas_por_s", linhas / s_programa, "linhas/s")
    yield Medida(f"{nome}.memoria", do_programa.mb, "MB", do_programa.mb / do_piso.mb)
    yield Medida(f"{nome}.piso.s", s_piso, "s", 1.0)
    _exigir_o_mesmo("piso", do_piso, do_programa)
    dele = _uma_vez(cidade, partial(_importar_alheio, cidade, arquivos, EM_LOTES))
    _exigir_o_mesmo("o import-export em lotes", dele, do_programa)
    yield Medida(f"{nome}.alheio_em_lotes.s", dele.s, "s", dele.s / s_piso)
    yield Medida(f"{nome}.alheio_em_lotes.memoria", dele.mb, "MB", dele.mb / do_piso.mb)
    yield Medida(f"{nome}.vezes_o_alheio_em_lotes", dele.s / s_programa, "vezes")


def _medir_o_comum(nome, cidade, arquivos, linhas) -> Iterator[Medida]:
    """Uma fração do tamanho: linha a linha, o arquivo inteiro levaria muitos minutos."""
    do_programa = _uma_vez(cidade, partial(_importar, cidade, arquivos))
    dele = _uma_vez(cidade, partial(_importar_alheio, cidade, arquivos, COMUM))
    _exigir_o_mesmo("o import-export comum", dele, do_programa)
    yield Medida(f"{nome}.alheio_comum.linhas_por_s", linhas / dele.s, "linhas/s")
    yield Medida(f"{nome}.vezes_o_alheio_comum", dele.s / do_programa.s, "vezes")


# O programa e o piso


def _importar(cidade: Implantacao, arquivos: Arquivos) -> None:
    por = _quem()
    for tipo, conteudo in arquivos:
        rascunho = cargas.guardar_rascunho(cidade, tipo, f"{tipo}.csv", conteudo, por)
        marca = cargas.prever(rascunho).marca
        cargas.gravar(cidade, rascunho, por, marca=marca, avisos_conferidos=True)


def _copiar(cidade: Implantacao, arquivos: Arquivos) -> None:
    """O mínimo: separar as células e copiá-las, com o arquivo e os CPF às claras."""
    for tipo, conteudo in arquivos:
        leitor = csv.reader(StringIO(conteudo.decode(), newline=""))
        next(leitor)
        linhas = list(enumerate(leitor, start=2))
        carga = _nova_carga(cidade, tipo, len(linhas), conteudo)
        if tipo == TipoDeCarga.USUARIOS:
            carga.cpfs_cifrados = json.dumps({n: celulas[5] for n, celulas in linhas}).encode()
        carga.save()
        _copiar_linhas(carga, linhas)


def _copiar_linhas(carga: Carga, linhas: list) -> None:
    tabela, colunas = TABELAS[carga.tipo]._meta.db_table, ", ".join(COLUNAS[carga.tipo])
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY {tabela} (carga_id, {colunas}) FROM STDIN") as copia,
    ):
        if carga.tipo == TipoDeCarga.UNIDADES:
            for numero, celulas in linhas:
                copia.write_row((carga.pk, numero, *celulas[1:]))
        else:
            for numero, celulas in linhas:
                copia.write_row((carga.pk, numero, *celulas[1:5], *celulas[6:]))


def _importar_alheio(cidade: Implantacao, arquivos: Arquivos, recursos: dict) -> None:
    for tipo, conteudo in arquivos:
        carga = _nova_carga(cidade, tipo, conteudo.count(b"\n") - 1, cifrar(conteudo))
        carga.save()
        kit_alheio.importar(recursos, carga, conteudo)


def _nova_carga(cidade: Implantacao, tipo: str, quantidade: int, conteudo: bytes) -> Carga:
    return Carga(
        implantacao=cidade,
        tipo=tipo,
        versao=1,
        quantidade=quantidade,
        digest="0" * 64,
        sha256="0" * 64,
        nome_do_arquivo="medida.csv",
        original_cifrado=conteudo,
        gravada_por=_quem(),
        gravada_em=timezone.now(),
    )


# A volta e a conferência


@dataclass(frozen=True)
class _Passada:
    """Uma volta: quanto levou, o pico de memória e o que ficou gravado."""

    s: float
    mb: float
    gravado: dict[str, list[tuple]]


def _uma_vez(cidade: Implantacao, caminho: Callable[[], object]) -> _Passada:
    with _desfazendo():
        gc.collect()
        Path("/proc/self/clear_refs").write_text(ZERA_O_PICO)
        inicio = time.perf_counter()
        caminho()
        _conferir_chaves()
        gasto = time.perf_counter() - inicio
        return _Passada(gasto, _pico_mb(), _gravado(cidade))


def _voltando(caminho: Callable[[], object]) -> Callable[[], None]:
    def volta() -> None:
        with _desfazendo():
            caminho()
            _conferir_chaves()

    return volta


@contextmanager
def _desfazendo() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def _conferir_chaves() -> None:
    """As chaves estrangeiras, como no commit, também na conta de quem grava."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def _pico_mb() -> float:
    """A maior memória residente desde que se zerou o pico."""
    situacao = Path("/proc/self/status").read_text().splitlines()
    (linha,) = (li for li in situacao if li.startswith("VmHWM"))
    return int(linha.split()[1]) / 1024


def _gravado(cidade: Implantacao) -> dict[str, list[tuple]]:
    """As linhas de cada carga, sem o CPF, que o piso guarda às claras."""
    achadas = {}
    for carga in Carga.objects.filter(implantacao=cidade).order_by("tipo"):
        linhas = TABELAS[carga.tipo].objects.filter(carga=carga).order_by("linha")
        achadas[carga.tipo] = list(linhas.values_list(*COLUNAS[carga.tipo]))
    return achadas


def _exigir_o_mesmo(qual: str, passada: _Passada, do_programa: _Passada) -> None:
    if passada.gravado != do_programa.gravado:
        raise PisoDiferente(f"O que gravou {qual} não é o que o programa gravou.")


# Os dados


def _quem() -> Pessoa:
    return Pessoa.objects.filter(papel_estado="administrador", is_active=True).earliest("pk")


def _cidade_nova() -> Implantacao:
    (codigo,) = dados.municipios_sem_implantacao(1)
    orgao = Orgao.objects.get(municipio__codigo_ibge=codigo)
    return Implantacao.objects.create(orgao=orgao, versao=publicar_roteiro())


def gerar(unidades: int, usuarios: int) -> Arquivos:
    """Uma árvore de oito filhas por unidade, e as pessoas espalhadas por ela, todas com CPF."""
    return Arquivos(
        _csv(UNIDADES.cabecalho, map(_unidade, range(unidades))),
        _csv(USUARIOS.cabecalho, (_usuario(n, unidades) for n in range(usuarios))),
    )


def _unidade(n: int) -> Unidade:
    return Unidade(
        linha=n + 1,
        orgao="PM",
        sigla=f"U{n}",
        descricao=f"Divisão Fictícia nº {n}",
        superior=f"U{(n - 1) // FILHAS}" if n else "",
        email=f"u{n}@exemplo.invalid",
        telefone="(18) 3500-0000",
    )


def _usuario(n: int, unidades: int) -> Usuario:
    nomes = (*FEMININOS, *MASCULINOS)
    base = f"{100_000_000 + 7 * n:09}"
    return Usuario(
        linha=n + 1,
        orgao="PM",
        sigla=f"pessoa.{n}",
        nome=f"{nomes[n % len(nomes)]} {SOBRENOMES[n % len(SOBRENOMES)]}",
        cpf=base + digitos_do_cpf(base),
        email=f"pessoa.{n}@exemplo.invalid",
        unidade=f"U{n % unidades}",
        perfil="Básico",
    )


def _csv(cabecalho, registros) -> bytes:
    saida = StringIO()
    escritor = csv.writer(saida, lineterminator="\n")
    escritor.writerow(cabecalho)
    escritor.writerows(registros)
    return saida.getvalue().encode()
