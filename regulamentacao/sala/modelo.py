"""O modelo do decreto, dividido em trechos que se preenchem cada um por si.

No texto, `<p class="bloco">assunto.nome: base legal</p>` começa um trecho. A
chave liga o trecho às respostas, às edições e aos comentários.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from django.template import TemplateSyntaxError

from regulamentacao.assuntos import ASSUNTOS, POR_CHAVE
from regulamentacao.sala.partes import Parte, pontuar
from regulamentacao.sala.perguntas import TELAS, contexto, variaveis
from seicidades.documentos.redacao import motor

SEM_ASSUNTO = ("abertura", "capitulo", "fecho")
CLASSES = frozenset(
    {
        "epigrafe",
        "ementa",
        "preambulo",
        "capitulo",
        "artigo",
        "paragrafo",
        "inciso",
        "alinea",
        "local_e_data",
        "assinatura",
        "centro",
    }
)
# O que começa um trecho que tem mais de uma parte.
_INICIAIS = frozenset({"artigo", "assinatura"})
_MARCA = re.compile(r'<p class="bloco">([^<]*)</p>')
_CHAVE = re.compile(r"[a-z_]+\.[a-z_]+")
_ETIQUETA = re.compile(r"{[{%](.*?)[%}]}", re.DOTALL)
_LITERAL = re.compile(r'"[^"]*"|\'[^\']*\'')


@dataclass(frozen=True)
class Bloco:
    """Um trecho do modelo: a sua chave, a base legal e as perguntas de que depende."""

    chave: str
    base: str
    texto: str
    linha: int
    perguntas: tuple[tuple[str, str], ...]
    _leitura: list = field(default_factory=list, compare=False, repr=False)

    @property
    def assunto(self) -> str:
        return self.chave.split(".")[0]

    def preencher(self, dados: Mapping[str, Any]) -> tuple[Parte, ...]:
        """As partes do trecho com estes dados; vazias, se o trecho não cabe."""
        if not self._leitura:
            self._leitura.append(motor.Leitura(self.texto))
        arvore = self._leitura[0].preencher(dados)
        return pontuar(Parte(no.classe, no.texto()) for no in arvore.nos())


@lru_cache(maxsize=8)
def ler_modelo(texto: str) -> tuple[Bloco, ...]:
    """Os trechos, na ordem do decreto."""
    marcas = list(_MARCA.finditer(texto))
    fins = [marca.start() for marca in marcas[1:]] + [len(texto)]
    return tuple(_bloco(texto, marca, fim) for marca, fim in zip(marcas, fins, strict=True))


def _bloco(texto: str, marca: re.Match, fim: int) -> Bloco:
    chave, _, base = marca[1].partition(":")
    dentro = texto[marca.end() : fim]
    linha = texto.count("\n", 0, marca.start()) + 1
    return Bloco(chave.strip(), base.strip(), dentro, linha, tuple(_perguntas_de(dentro)))


def _perguntas_de(texto: str) -> Iterator[tuple[str, str]]:
    """(tela, pergunta) de cada resposta que o trecho lê, na ordem das telas."""
    lidas = set()
    for etiqueta in _ETIQUETA.findall(texto):
        lidas |= set(_CHAVE.findall(_LITERAL.sub("", etiqueta)))
    for tela in TELAS:
        for pergunta in tela.perguntas:
            nome = f"{tela.chave}.{pergunta.chave}"
            if nome in lidas or f"{nome}_escrito" in lidas:
                yield tela.chave, pergunta.chave


# --- Conferir antes de publicar


def conferir_modelo(texto: str) -> Iterator[tuple[int, str]]:
    """O que impede o texto de virar decreto, com a linha; complementa o que o motor confere."""
    antes = _MARCA.split(texto, maxsplit=1)[0]
    if antes.strip():
        yield 1, 'há texto antes do primeiro <p class="bloco">. Todo texto fica num bloco.'
    blocos = ler_modelo(texto)
    vistos: set[str] = set()
    for bloco in blocos:
        yield from ((bloco.linha, frase) for frase in _problemas_do_bloco(bloco, vistos))
        vistos.add(bloco.chave)
    yield from ((1, frase) for frase in _faltas(blocos))


def _problemas_do_bloco(bloco: Bloco, vistos: set[str]) -> Iterator[str]:
    if not _CHAVE.fullmatch(bloco.chave):
        yield f"o bloco “{bloco.chave}” precisa de um nome como assunto.nome."
    elif bloco.assunto not in {*POR_CHAVE, *SEM_ASSUNTO}:
        yield f"“{bloco.assunto}” não é um dos dezoito assuntos, nem {', '.join(SEM_ASSUNTO)}."
    if bloco.chave in vistos:
        yield f"o bloco “{bloco.chave}” aparece duas vezes."
    try:
        frases = {f for dados in _variacoes(bloco) for f in defeitos(bloco.preencher(dados))}
    except TemplateSyntaxError:
        yield f"o que abre no bloco “{bloco.chave}”, como {{% if %}}, precisa fechar nele."
        return
    yield from sorted(f"no bloco “{bloco.chave}”, {frase}" for frase in frases)


def _variacoes(bloco: Bloco) -> Iterator[dict[str, Any]]:
    """As sugestões e, uma de cada vez, as outras respostas que o bloco lê."""
    yield _dados({})
    for tela in TELAS:
        for pergunta in tela.perguntas:
            if (tela.chave, pergunta.chave) in bloco.perguntas:
                for valor in _outras(pergunta):
                    yield _dados({tela.chave: {pergunta.chave: valor}})


def _outras(pergunta) -> list:
    if pergunta.opcoes and not isinstance(pergunta.padrao, list):
        return list(pergunta.valores)
    if isinstance(pergunta.padrao, list):
        valores = pergunta.valores or ("Decreto nº 1, de 2 de março de 2015", "Lei nº 2")
        return [list(valores[:1]), list(valores)]
    return ["texto de exemplo"] if isinstance(pergunta.padrao, str) else []


def _dados(respostas: dict) -> dict[str, Any]:
    return contexto(respostas, municipio="Vila Fictícia", ano=2026)


def defeitos(partes: tuple[Parte, ...]) -> Iterator[str]:
    """O que há de errado num trecho preenchido."""
    for parte in partes:
        if parte.classe not in CLASSES:
            yield f"<p> com a classe “{parte.classe}” não é parte de um decreto."
        if not parte.texto:
            yield f"há “{parte.classe}” sem texto."
    classes = [parte.classe for parte in partes]
    if classes.count("artigo") > 1:
        yield "há mais de um artigo; cada um tem o seu bloco."
    if len(classes) > 1 and classes[0] not in _INICIAIS:
        yield "o texto não começa pelo artigo."
    if classes and classes[0] in ("paragrafo", "inciso", "alinea"):
        yield "falta o artigo."


def _faltas(blocos: tuple[Bloco, ...]) -> Iterator[str]:
    try:
        cheios = [(b, b.preencher(_dados({}))) for b in blocos]
    except TemplateSyntaxError:
        return
    artigos = [b for b, partes in cheios if partes and partes[0].classe == "artigo"]
    com_artigo = {bloco.assunto for bloco in artigos}
    for assunto in ASSUNTOS:
        if assunto.chave not in com_artigo:
            yield f"nenhum artigo trata de “{assunto.titulo}” ({assunto.chave})."
    if artigos and artigos[-1].assunto != "vigencia":
        yield "o último artigo tem de ser o da vigência (bloco vigencia.…)."
    classes = [partes[0].classe for _, partes in cheios if partes]
    for classe in ("epigrafe", "ementa", "preambulo", "assinatura"):
        if classes.count(classe) != 1:
            yield f"o decreto precisa de um bloco “{classe}”, e só um."


def variaveis_do_modelo() -> dict[str, str]:
    return variaveis()
