"""Uma planilha da carteira, conferida e gravada como na página, em cidades ainda sem nada."""

import csv
import statistics
import time
from collections.abc import Iterable, Iterator
from io import StringIO

from django.db import transaction

from bench import dados
from bench.medida import Medida, contando
from seicidades.contas.models import Usuario
from seicidades.fluxo.declaracao import roteiro_do_codigo
from seicidades.importacao import servicos
from seicidades.importacao.colunas import coluna_da_etapa
from seicidades.importacao.models import Carga, Situacao

VEZES = 3
INICIO = "03/02/2025"
APROVADAS_EM = ("10/03/2025", "31/03/2025", "30/05/2025", "30/06/2025", "15/09/2025")
PRODUCAO_EM = "01/08/2025"


class CargaNaoEntrou(Exception):
    """A planilha da medida foi recusada; o texto são os problemas."""


def medir(cidades: int) -> Iterator[Medida]:
    """Nada fica: cada volta se desfaz, e as cidades novas também."""
    dados.comecar()
    with transaction.atomic():
        conteudo = planilha(dados.municipios_sem_implantacao(cidades))
        with contando() as feitas:
            _carregar_e_desfazer(conteudo)  # a primeira volta aquece
        voltas = [_carregar_e_desfazer(conteudo) for _ in range(VEZES)]
        transaction.set_rollback(True)
    conferir, gravar = (statistics.median(tempos) for tempos in zip(*voltas, strict=True))
    nome = f"importar_carteira.{cidades}"
    yield Medida(f"{nome}.s", statistics.median(map(sum, voltas)), "s")
    yield Medida(f"{nome}.conferir.s", conferir, "s")
    yield Medida(f"{nome}.gravar.s", gravar, "s")
    yield Medida(f"{nome}.linhas", conteudo.count(b"\r\n") - 1, "linhas")
    yield Medida(f"{nome}.sql", len(feitas), "consultas")


def _carregar_e_desfazer(conteudo: bytes) -> tuple[float, float]:
    """Segundos de conferir e de gravar."""
    with transaction.atomic():
        inicio = time.perf_counter()
        carga = servicos.conferir(servicos.nova("carteira.csv", conteudo, _quem()))
        conferida = time.perf_counter()
        _exigir(carga, Situacao.CONFERIDA)
        carga = servicos.gravar(servicos.pedir_gravacao(carga))
        gravada = time.perf_counter()
        _exigir(carga, Situacao.GRAVADA)
        transaction.set_rollback(True)
    return conferida - inicio, gravada - conferida


def _quem() -> Usuario:
    return Usuario.objects.filter(papel_estado="administrador", is_active=True).earliest("pk")


def _exigir(carga: Carga, situacao: Situacao) -> None:
    if carga.situacao != situacao:
        raise CargaNaoEntrou(f"{carga.situacao}: {carga.conferencia.get('problemas')}")


def planilha(codigos_ibge: Iterable[str]) -> bytes:
    """Uma linha por cidade, de recém-chegada a habilitada, com gente, instrumentos e datas."""
    linhas = [_linha(n, codigo) for n, codigo in enumerate(codigos_ibge)]
    saida = StringIO()
    escritor = csv.DictWriter(saida, linhas[-1], delimiter=";")
    escritor.writeheader()
    escritor.writerows(linhas)
    return saida.getvalue().encode("utf-8-sig")


def _linha(n: int, codigo: str) -> dict[str, str]:
    etapas = [coluna_da_etapa(e.chave) for e in roteiro_do_codigo().principais]
    aprovadas = n % (len(etapas) + 1)
    datas = dict.fromkeys(etapas, "") | dict(zip(etapas[:aprovadas], APROVADAS_EM, strict=False))
    processo = "018.00001234/2025-56"
    return {
        "codigo_ibge": codigo,
        "inicio": INICIO,
        **datas,
        "producao_em": PRODUCAO_EM if aprovadas == len(etapas) else "",
        "termo_numero": f"{n + 1}/2025",
        "termo_processo": processo,
        "termo_documento": str(1_000_000 + n),
        "termo_assinado_em": "20/02/2025",
        "acordo_numero": f"{n + 1}/2025",
        "acordo_processo": processo,
        "acordo_documento": str(2_000_000 + n),
        "acordo_assinado_em": "05/03/2025",
        "representante_nome": "Célia Prado",
        "representante_email": f"representante{n}@exemplo.invalid",
        "gestor_sei_nome": "Davi Reis",
        "gestor_sei_email": f"gestor{n}@exemplo.invalid",
    }
