"""Métricas no formato de texto do Prometheus: só números, nenhum nome de gente."""

import time
from collections import defaultdict
from collections.abc import Iterable, Iterator

from django.db.models import Count

from seicidades.correio.models import Mensagem
from seicidades.fluxo import vigia
from seicidades.fluxo.models import Implantacao
from seicidades.operacao import contagens
from seicidades.operacao.contagens import LIMITES
from seicidades.operacao.saude import FALHAS, examinar

FILA_DO_CELERY = "celery"
TIPO = "text/plain; version=0.0.4; charset=utf-8"


def em_texto() -> str:
    """Tudo o que há para medir agora; o que não responde fica de fora e o exame acusa."""
    linhas = [*_da_saude(), *_tentar(_do_banco), *_tentar(_do_redis), *_tentar(_da_ronda)]
    return "\n".join(linhas) + "\n"


def _tentar(medir) -> list[str]:
    try:
        return list(medir())
    except FALHAS:
        return []


def _familia(
    nome: str, tipo: str, ajuda: str, valores: Iterable[tuple[str, float]]
) -> Iterator[str]:
    yield f"# HELP seicidades_{nome} {ajuda}"
    yield f"# TYPE seicidades_{nome} {tipo}"
    for sufixo, valor in valores:
        yield (
            f"seicidades_{nome}{sufixo} {valor:g}"
            if valor < 1e5
            else (f"seicidades_{nome}{sufixo} {valor:.0f}")
        )


def _rotulos(**rotulos: str) -> str:
    def escapar(valor: str) -> str:
        return valor.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")

    return "{" + ",".join(f'{nome}="{escapar(valor)}"' for nome, valor in rotulos.items()) + "}"


def _da_saude() -> Iterator[str]:
    laudo = examinar()
    exames = [(_rotulos(exame=e.nome), float(e.bem)) for e in laudo.exames]
    yield from _familia("saude", "gauge", "1 se o exame passou.", exames)
    for nome, chave, ajuda in (
        ("agenda_idade_segundos", "agenda", "Segundos desde o último sinal da agenda."),
        ("correio_espera_segundos", "correio", "Maior espera de uma mensagem que já podia sair."),
    ):
        segundos = laudo.exame(chave).segundos
        if segundos is not None:
            yield from _familia(nome, "gauge", ajuda, [("", segundos)])


def _por_situacao(modelo) -> list[tuple[str, float]]:
    contas = modelo.objects.order_by("situacao").values_list("situacao").annotate(n=Count("pk"))
    return [(_rotulos(situacao=situacao), n) for situacao, n in contas]


def _do_banco() -> Iterator[str]:
    yield from _familia("mensagens", "gauge", "Mensagens por situação.", _por_situacao(Mensagem))
    yield from _familia(
        "implantacoes", "gauge", "Implantações por situação.", _por_situacao(Implantacao)
    )


def _do_redis() -> Iterator[str]:
    with contagens.ligacao() as servidor:
        fila = servidor.llen(FILA_DO_CELERY)
    yield from _familia("fila", "gauge", "Tarefas à espera de um trabalhador.", [("", fila)])
    lidas = contagens.ler()
    yield from _familia("pedidos_total", "counter", "Pedidos atendidos.", _pedidos(lidas))
    yield from _duracoes(lidas)


def _pedidos(lidas: dict[str, float]) -> Iterator[tuple[str, float]]:
    for nome, valor in sorted(lidas.items()):
        if nome.startswith("pedidos|"):
            # A rota é uma expressão e pode ter barras em pé no meio.
            _, metodo, resto = nome.split("|", 2)
            rota, situacao = resto.rsplit("|", 1)
            yield _rotulos(metodo=metodo, rota=rota, situacao=situacao), valor


def _duracoes(lidas: dict[str, float]) -> Iterator[str]:
    faixas: dict[str, dict[str, float]] = defaultdict(dict)
    for nome, valor in lidas.items():
        if nome.startswith("faixa|"):
            rota, faixa = nome.removeprefix("faixa|").rsplit("|", 1)
            faixas[rota][faixa] = valor
    yield "# HELP seicidades_pedido_segundos Duração dos pedidos."
    yield "# TYPE seicidades_pedido_segundos histogram"
    for rota in sorted(faixas):
        ate_aqui = 0.0
        for limite in [*map(str, LIMITES), "+Inf"]:
            ate_aqui += faixas[rota].get(limite, 0.0)
            rotulos = _rotulos(rota=rota, le=limite)
            yield f"seicidades_pedido_segundos_bucket{rotulos} {ate_aqui:.0f}"
        soma = lidas.get(f"segundos|{rota}", 0.0)
        yield f"seicidades_pedido_segundos_sum{_rotulos(rota=rota)} {soma:.6f}"
        yield f"seicidades_pedido_segundos_count{_rotulos(rota=rota)} {ate_aqui:.0f}"


def _da_ronda() -> Iterator[str]:
    """Sem ronda nenhuma não há linhas: o alerta é sobre a ausência."""
    ronda = vigia.ultima_ronda()
    if ronda is None:
        return
    for nome, ajuda, valor in (
        ("registro_defeitos", "Defeitos que a última ronda achou no registro.", ronda.defeitos),
        ("registro_andamentos", "Andamentos que a última ronda conferiu.", ronda.andamentos),
        (
            "registro_idade_segundos",
            "Segundos desde a última conferência do registro.",
            time.time() - ronda.conferida_em,
        ),
        (
            "ancora_idade_segundos",
            "Segundos desde a última âncora fora do banco.",
            time.time() - ronda.ancorada_em,
        ),
    ):
        yield from _familia(nome, "gauge", ajuda, [("", valor)])
