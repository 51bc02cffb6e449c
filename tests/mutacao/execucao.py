"""Roda os testes do núcleo contra cada mutante, um processo filho por mutante.

Os testes se coletam uma vez só. Cada filho troca em memória o que o mutante
muda, roda os testes do mais rápido ao mais demorado e para no primeiro que
falha; o pai recolhe o veredito. Quem não termina a tempo também foi notado.
"""

import contextlib
import gc
import io
import os
import signal
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from inspect import CO_GENERATOR
from types import CodeType, FunctionType, ModuleType

import pytest
from _pytest.runner import runtestprotocol
from hypothesis import HealthCheck, Phase, settings

from tests.mutacao.mutantes import Mutante

NAO_TERMINA = "(não termina)"
DEFEITO = "defeito do próprio script"
LIMITE = 60  # segundos de um filho


class NaoCarrega(Exception):
    """O módulo estragado nem se importa."""


@dataclass(frozen=True)
class Veredito:
    """`por`: o teste que matou o mutante; vazio, ele sobreviveu."""

    mutante: Mutante
    por: str
    segundos: float


@dataclass
class Mutacao:
    """Plugin do pytest: no lugar de rodar os testes, roda-os contra cada mutante."""

    mutantes: list[Mutante]
    pacote: str
    processos: int
    vereditos: list[Veredito] = field(default_factory=list)
    falhas: list[str] = field(default_factory=list)
    matadores: dict[str, list[str]] = field(default_factory=dict)

    def __post_init__(self):
        self.percurso = Percurso(self.pacote)

    def pytest_runtestloop(self, session):
        itens = sorted(session.items, key=_demora)
        if session.testsfailed:
            self.falhas.append("a coleta dos testes")
        elif falhou := self.percurso.rodar(itens):
            self.falhas.append(falhou)
        else:
            vivas = funcoes_vivas(self.pacote)
            gc.collect()
            gc.freeze()
            self.vereditos = list(self._julgar(itens, vivas))
        return True

    def _julgar(self, itens, vivas: "Vivas") -> Iterator[Veredito]:
        """Até `processos` filhos de cada vez."""
        correndo: dict[int, tuple[Mutante, int, float]] = {}
        fila = list(reversed(self.mutantes))
        while fila or correndo:
            while fila and len(correndo) < self.processos:
                mutante = fila.pop()
                filho, leitura = self._soltar(mutante, self._em_ordem(mutante, itens), vivas)
                correndo[filho] = (mutante, leitura, time.monotonic())
            filho, situacao = os.wait()
            if filho in correndo:
                mutante, leitura, desde = correndo.pop(filho)
                with os.fdopen(leitura) as cano:
                    por = cano.read()
                if os.WIFSIGNALED(situacao):
                    por = por or NAO_TERMINA
                if por.startswith(DEFEITO):
                    self.falhas.append(por)
                self._lembrar(mutante, por)
                if not por:
                    sys.stderr.write(f"vivo: {mutante.chave}\n")
                    sys.stderr.flush()
                yield Veredito(mutante, por, time.monotonic() - desde)

    def _em_ordem(self, mutante: Mutante, itens) -> list:
        """Só os testes a que o estrago pode importar; na frente, os que já mataram por perto."""
        importa = self.percurso.testes_de(mutante)
        lugares = (f"{mutante.modulo}.{mutante.funcao}", mutante.modulo)
        antes = dict.fromkeys(n for lugar in lugares for n in self.matadores.get(lugar, ()))
        cabem = [i for i in itens if importa is None or i.nodeid in importa]
        return sorted(cabem, key=lambda item: item.nodeid not in antes)

    def _lembrar(self, mutante: Mutante, por: str) -> None:
        for lugar in (f"{mutante.modulo}.{mutante.funcao}", mutante.modulo):
            conhecidos = self.matadores.setdefault(lugar, [])
            if por in conhecidos:
                conhecidos.remove(por)
            if por:
                conhecidos.insert(0, por)

    def _soltar(self, mutante: Mutante, itens, vivas: "Vivas") -> tuple[int, int]:
        leitura, escrita = os.pipe()
        filho = os.fork()
        if filho:
            os.close(escrita)
            return filho, leitura
        signal.alarm(LIMITE)
        nulo = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nulo, 1)
        os.dup2(nulo, 2)
        try:
            estragar(mutante, self.pacote, vivas)
            por = _primeira_falha(itens)
        except NaoCarrega:
            por = "(nem carrega)"
        except BaseException as erro:
            por = f"{DEFEITO}: {mutante.chave}: {erro!r}"
        os.write(escrita, por.encode())
        os._exit(0)


def _demora(item) -> bool:
    """Primeiro os exemplos; depois os que geram casos."""
    return hasattr(getattr(item, "function", None), "hypothesis")


def _primeira_falha(itens) -> str:
    for item in itens:
        if any(r.failed for r in runtestprotocol(item, nextitem=None, log=False)):
            return item.nodeid
    return ""


class Percurso:
    """Por onde cada teste passa: que funções do pacote chama e que guardas faz recusar."""

    def __init__(self, pacote: str):
        self.pacote = pacote
        self.chamou: dict[tuple[str, str], set[str]] = {}
        self.recusou: dict[tuple[str, str], set[str]] = {}
        self.teste = ""

    def rodar(self, itens) -> str:
        """Os testes sem mutante nenhum; o nome do primeiro que falhar."""
        for item in itens:
            self.teste = item.nodeid
            sys.settrace(self._ver)
            try:
                falhou = _primeira_falha([item])
            finally:
                sys.settrace(None)
            if falhou:
                return falhou
        return ""

    def _ver(self, quadro, evento, _):
        modulo = quadro.f_globals.get("__name__") or ""
        if evento != "call" or not modulo.startswith(self.pacote):
            return None
        self.chamou.setdefault((modulo, quadro.f_code.co_qualname), set()).add(self.teste)
        if not quadro.f_code.co_flags & CO_GENERATOR:
            return None
        quadro.f_trace_lines = False
        return self._ver_saida

    def _ver_saida(self, quadro, evento, valor):
        if evento == "return" and valor is not None:
            lugar = quadro.f_globals["__name__"], quadro.f_code.co_qualname
            self.recusou.setdefault(lugar, set()).add(self.teste)
        return self._ver_saida

    def testes_de(self, mutante: Mutante) -> set[str] | None:
        """Guarda tirada ou calada só importa onde recusava; função, onde é chamada."""
        modulo = f"{self.pacote}.{mutante.modulo.replace('/', '.')}"
        if mutante.funcao:
            calada = _da_funcao(self.recusou, modulo, mutante.funcao)
            if mutante.operador == "cala" and calada:
                return calada
            return _da_funcao(self.chamou, modulo, mutante.funcao)
        guarda = _guarda(mutante.tirado, vars(sys.modules[modulo]))
        if guarda is None:
            return None
        return self.recusou.get((guarda.__module__, guarda.__code__.co_qualname), set())


def _da_funcao(onde: dict[tuple[str, str], set[str]], modulo: str, funcao: str) -> set[str]:
    lugares = (c for c in onde if c[0] == modulo and c[1].replace(".<locals>", "") == funcao)
    return set().union(*(onde[lugar] for lugar in lugares))


def _guarda(expressao: str, espaco: dict) -> FunctionType | None:
    """A guarda que a expressão tirada da tabela nomeia; nada, se não for uma."""
    try:
        achada = eval(expressao, dict(espaco))  # noqa: S307 - vem do nosso próprio código
    except NameError:  # cita o que só existe dentro de uma função
        return None
    return achada if isinstance(achada, FunctionType) else None


# Estragar em memória


Vivas = dict[tuple[str, str], list[FunctionType]]


def funcoes_vivas(pacote: str) -> Vivas:
    """As funções carregadas do pacote, as de dentro de outras também, por módulo e nome."""
    vivas: Vivas = {}
    for objeto in gc.get_objects():
        if type(objeto) is FunctionType and (objeto.__module__ or "").startswith(pacote):
            chave = (objeto.__module__, objeto.__code__.co_qualname)
            vivas.setdefault(chave, []).append(objeto)
    return vivas


def estragar(mutante: Mutante, pacote: str, vivas: Vivas) -> None:
    """Põe o mutante no lugar do que está carregado.

    Numa função, troca o código de todas as que nasceram dela. Fora delas, refaz
    a atribuição e põe o valor novo onde quer que o velho esteja.
    """
    nome = f"{pacote}.{mutante.modulo.replace('/', '.')}"
    modulo = sys.modules[nome]
    codigo = compile(mutante.arvore, modulo.__file__, "exec")
    if mutante.funcao:
        novo = _codigo_de(codigo, mutante.funcao.split("."))
        for viva in vivas[modulo.__name__, novo.co_qualname]:
            viva.__code__ = novo
    else:
        _refazer(modulo, mutante, codigo)


def _codigo_de(codigo: CodeType, nomes: list[str]) -> CodeType:
    for nome in nomes:
        codigo = next(c for c in codigo.co_consts if isinstance(c, CodeType) and c.co_name == nome)
    return codigo


def _refazer(modulo: ModuleType, mutante: Mutante, codigo: CodeType) -> None:
    espaco = {"__name__": modulo.__name__, "__file__": modulo.__file__}
    try:
        exec(codigo, espaco)  # noqa: S102 - o próprio módulo, com um ponto mudado
    except Exception as erro:
        raise NaoCarrega from erro
    velho, novo = getattr(modulo, mutante.alvo), espaco[mutante.alvo]
    if isinstance(velho, dict):
        velho.clear()
        velho.update(novo)
    elif isinstance(velho, FunctionType):
        for antigo, recente in zip(velho.__closure__, novo.__closure__, strict=True):
            antigo.cell_contents = recente.cell_contents
    else:
        for outro in list(sys.modules.values()):
            for nome, valor in list(vars(outro).items()) if outro else ():
                if valor is velho:
                    setattr(outro, nome, novo)


def rodar(
    mutantes: list[Mutante], testes: list[str], pacote: str, processos: int, raiz: str
) -> Mutacao:
    """Coleta os testes, sem banco nem Django, e julga cada mutante."""
    settings.register_profile(
        "mutacao",
        phases=[Phase.explicit, Phase.generate],
        database=None,
        derandomize=True,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    settings.load_profile("mutacao")
    mutacao = Mutacao(mutantes, pacote, processos)
    opcoes = ["-c", os.devnull, f"--rootdir={raiz}", "--noconftest", "-q", "-q"]
    for plugin in ("django", "xdist", "schemathesis", "cacheprovider"):
        opcoes += ["-p", f"no:{plugin}"]
    saida = io.StringIO()
    with contextlib.redirect_stdout(saida):
        codigo = pytest.main([*opcoes, *testes], plugins=[mutacao])
    if codigo not in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED):
        mutacao.falhas.append(saida.getvalue())
    return mutacao
