"""As cidades que completam o Estado: quantas em cada situação e de quem é cada uma."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from random import Random

from seicidades.demo import textos
from seicidades.demo.acasos import HistoriaSorteada
from seicidades.demo.enredos import ENREDOS, Enredo
from seicidades.municipios.models import Municipio

SEMENTE = "estado-ficticio"
# A terceira pessoa da gerência chegou depois e tem menos cidades.
REGIOES = {
    "gerente2": {
        "Assis",
        "Campinas",
        "Litoral Sul Paulista",
        "Macro Metropolitana Paulista",
        "Metropolitana de São Paulo",
        "Vale do Paraíba Paulista",
    },
    "gerente3": {"Araraquara", "Itapetininga", "Ribeirão Preto"},
}
SEM_GERENTE = 5
Contar = Callable[[HistoriaSorteada], None]


@dataclass(frozen=True)
class Destino:
    """Onde acaba um grupo de cidades.

    Args:
        parada: dias úteis desde o último passo, do menor ao maior.
        ritmo: dias úteis entre itens, em média, do menor ao maior.
    """

    quantas: int
    contar: Contar
    parada: tuple[int, int]
    ritmo: tuple[int, int] = (2, 8)


def _iniciada(h: HistoriaSorteada) -> None:
    h.iniciar()


def _no_meio(etapa: str, menos: int, mais: int) -> Contar:
    def contar(h: HistoriaSorteada) -> None:
        h.ate(etapa)
        h.preencher(etapa, h.sorte.randint(menos, mais))
        if etapa == "interlocutores" and h.acontece(0.15):
            h.prorrogar(etapa, h.sorte.randint(25, 45), h.sorte.choice(textos.PRORROGACOES))

    return contar


def _em_analise(etapa: str, devolvida_antes: bool = False) -> Contar:
    def contar(h: HistoriaSorteada) -> None:
        h.ate(etapa)
        h.preparar(etapa)
        h.enviar(etapa)
        if devolvida_antes:
            h.devolver_e_corrigir(etapa)

    return contar


def _devolvida(etapa: str) -> Contar:
    def contar(h: HistoriaSorteada) -> None:
        h.ate(etapa)
        h.preparar(etapa)
        h.enviar(etapa)
        h.devolver_sorteado(etapa)

    return contar


def _com_ajuda(etapa: str, menos: int, mais: int) -> Contar:
    def contar(h: HistoriaSorteada) -> None:
        _no_meio(etapa, menos, mais)(h)
        h.pedir_e_esperar(etapa)

    return contar


def _com_dispensa(etapa: str, item: str) -> Contar:
    def contar(h: HistoriaSorteada) -> None:
        h.ate(etapa)
        for feito in h.por_fazer(h.roteiro.por_chave[etapa]):
            if feito.chave == item:
                break
            h.andar(h.pausa())
            h.fazer(feito)
        h.pedir_dispensa(item, h.sorte.choice(textos.DISPENSAS[item]))

    return contar


def _suspensa(etapa: str, dias: int) -> Contar:
    def contar(h: HistoriaSorteada) -> None:
        _no_meio(etapa, 1, 4)(h)
        h.andar(h.pausa())
        h.suspender(h.sorte.choice(textos.SUSPENSOES), h.calendario.somar(h.dia, dias))

    return contar


def _desistente(etapa: str) -> Contar:
    def contar(h: HistoriaSorteada) -> None:
        _no_meio(etapa, 1, 5)(h)
        h.andar(h.sorte.randint(3, 30))
        h.desistir(h.sorte.choice(textos.DESISTENCIAS))

    return contar


def _readmitida(h: HistoriaSorteada) -> None:
    _desistente("interlocutores")(h)
    h.andar(h.sorte.randint(30, 60))
    h.readmitir(h.sorte.choice(textos.READMISSOES))


def _a_reconfirmar(h: HistoriaSorteada) -> None:
    _no_meio("cadastros", 2, 6)(h)
    h.reabrir("interlocutores", h.sorte.choice(textos.REABERTURAS))


def _trilha_em_analise(h: HistoriaSorteada) -> None:
    h.ate("capacitacao")
    h.preencher("capacitacao", 3)
    h.preencher("gestao_documental")
    h.enviar("gestao_documental")


def _em_producao(h: HistoriaSorteada) -> None:
    h.ate("capacitacao")
    h.preparar("capacitacao")
    h.produzir()


def _operando(h: HistoriaSorteada) -> None:
    _em_producao(h)
    h.acompanhar(h.sorte.randint(1, 2))


def _ultima_analise(h: HistoriaSorteada) -> None:
    _em_producao(h)
    h.acompanhar()
    h.enviar("capacitacao")


def _habilitada(h: HistoriaSorteada, com_trilha: bool = False) -> None:
    _em_producao(h)
    if com_trilha:
        h.aprovar_trilha()
    h.concluir()


RAPIDO = (1, 3)
DESTINOS = (
    Destino(9, _iniciada, (0, 9)),
    Destino(17, _no_meio("adesao", 1, 4), (0, 8), (2, 9)),
    Destino(14, _no_meio("adesao", 5, 9), (1, 9)),
    Destino(8, _no_meio("adesao", 9, 11), (3, 16)),
    Destino(6, _no_meio("adesao", 2, 7), (35, 110)),
    Destino(4, _com_ajuda("adesao", 3, 6), (1, 9)),
    Destino(7, _em_analise("adesao"), (0, 8)),
    Destino(2, _em_analise("adesao", devolvida_antes=True), (0, 3)),
    Destino(4, _devolvida("adesao"), (0, 11)),
    Destino(22, _no_meio("interlocutores", 1, 8), (0, 9), (3, 9)),
    Destino(5, _no_meio("interlocutores", 1, 5), (28, 90)),
    Destino(2, _com_ajuda("interlocutores", 2, 5), (2, 12)),
    Destino(2, _com_dispensa("interlocutores", "substitutos_informados"), (0, 5)),
    Destino(6, _em_analise("interlocutores"), (0, 8)),
    Destino(1, _em_analise("interlocutores", devolvida_antes=True), (0, 2)),
    Destino(3, _devolvida("interlocutores"), (1, 10)),
    Destino(11, _no_meio("regulamentacao", 1, 7), (0, 9), (3, 8)),
    Destino(4, _no_meio("regulamentacao", 1, 4), (25, 80), (2, 6)),
    Destino(4, _com_ajuda("regulamentacao", 1, 4), (2, 20), (2, 6)),
    Destino(2, _com_dispensa("regulamentacao", "orgao_gestor_designado"), (1, 5), (2, 5)),
    Destino(4, _em_analise("regulamentacao"), (0, 6), (2, 5)),
    Destino(2, _devolvida("regulamentacao"), (1, 8), (2, 5)),
    Destino(7, _no_meio("cadastros", 1, 8), (0, 8), (3, 6)),
    Destino(2, _com_ajuda("cadastros", 2, 5), (2, 12), (2, 5)),
    Destino(3, _em_analise("cadastros"), (0, 6), (2, 4)),
    Destino(1, _devolvida("cadastros"), (1, 5), (2, 4)),
    Destino(2, _a_reconfirmar, (1, 9), (2, 4)),
    Destino(4, _no_meio("capacitacao", 2, 10), (0, 7), (3, 5)),
    Destino(1, _trilha_em_analise, (1, 4), RAPIDO),
    Destino(3, _em_producao, (1, 7), RAPIDO),
    Destino(2, _operando, (1, 9), RAPIDO),
    Destino(1, _ultima_analise, (1, 3), RAPIDO),
    Destino(6, _habilitada, (6, 140), (1, 4)),
    Destino(2, partial(_habilitada, com_trilha=True), (10, 60), RAPIDO),
    Destino(1, _suspensa("adesao", 40), (5, 30)),
    Destino(2, _suspensa("interlocutores", 60), (5, 45)),
    Destino(1, _suspensa("regulamentacao", 22), (26, 34), (2, 5)),  # passou o dia de retomar
    Destino(3, _desistente("adesao"), (20, 150)),
    Destino(2, _desistente("interlocutores"), (15, 100), (2, 5)),
    Destino(1, _readmitida, (2, 8), (2, 4)),
)


def estado_inteiro() -> tuple[Enredo, ...]:
    """As cidades contadas à mão e as sorteadas; com os mesmos municípios, as mesmas."""
    contadas = {enredo.codigo_ibge for enredo in ENREDOS}
    livres = Municipio.objects.exclude(codigo_ibge__in=contadas).order_by("codigo_ibge")
    return (*ENREDOS, *_sortear(livres))


def _sortear(municipios: Iterable[Municipio]) -> list[Enredo]:
    sorte = Random(SEMENTE)  # noqa: S311 (repetível de propósito)
    destinos = [d for d in DESTINOS for _ in range(d.quantas)]
    escolhidos = sorte.sample(list(municipios), len(destinos))
    enredos = [_enredo(d, m, sorte) for d, m in zip(destinos, escolhidos, strict=True)]
    orfas = sorte.sample([n for n, e in enumerate(enredos) if e.ultimo_passo > 2], SEM_GERENTE)
    for n in orfas:
        enredos[n] = enredos[n].sem_gerencia()
    return enredos


def _enredo(destino: Destino, municipio: Municipio, sorte: Random) -> Enredo:
    return Enredo(
        municipio.codigo_ibge,
        destino.contar,
        ultimo_passo=sorte.randint(*destino.parada),
        ritmo=sorte.randint(*destino.ritmo),
        gerente=_quem_gerencia(municipio.mesorregiao),
        contador=HistoriaSorteada,
    )


def _quem_gerencia(mesorregiao: str) -> str:
    donos = (dono for dono, regioes in REGIOES.items() if mesorregiao in regioes)
    return next(donos, "gerente")
