"""Confere o texto de um modelo e o preenche, num motor de templates sem saídas."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.template import Context, Engine, TemplateSyntaxError
from django.template.base import FilterExpression, Node, TextNode, VariableNode
from django.template.defaulttags import ForNode, IfNode

from seicidades.documentos.declaracao import TipoDeDocumento
from seicidades.documentos.redacao.arvore import No, Problema, ler
from seicidades.documentos.redacao.etiquetas import FILTROS
from seicidades.documentos.redacao.numeracao import numerar

TAMANHO_MAXIMO = 100_000
# De todo documento, além das que o tipo declara; nascem quando ele é pedido.
COMUNS = {
    "documento.numero": "número e ano deste documento, como 1/2026",
    "documento.dia": "dia em que foi gerado, por extenso",
}
EXEMPLO_DAS_COMUNS = {"documento": {"numero": "1/2026", "dia": "2 de março de 2026"}}
DO_LACO = frozenset({"forloop.counter", "forloop.first", "forloop.last"})
_ETIQUETA = re.compile(r"{%.*?%}|{{.*?}}|{#.*?#}", re.DOTALL)
_ACEITAS = (
    "Só valem {{ variável }}, {% if %}, {% for %} e os filtros " + ", ".join(sorted(FILTROS)) + "."
)


class ModeloInvalido(Exception):
    """O modelo não pode ser publicado; `problemas` diz o que há, linha a linha."""

    def __init__(self, problemas: list[Problema]):
        super().__init__("\n".join(map(str, problemas)))
        self.problemas = problemas


class DadoAusente(Exception):
    """O contexto não traz uma variável que o documento declara."""


class MotorRestrito(Engine):
    default_builtins = ["seicidades.documentos.redacao.etiquetas"]


_motor = MotorRestrito(loaders=[], autoescape=True, string_if_invalid="")


def variaveis_de(tipo: TipoDeDocumento) -> dict[str, str]:
    """As que o modelo pode usar, com o que é cada uma."""
    return COMUNS | dict(tipo.variaveis)


def exemplo_de(tipo: TipoDeDocumento) -> dict[str, Any]:
    return EXEMPLO_DAS_COMUNS | dict(tipo.exemplo)


def preencher(texto: str, contexto: Mapping[str, Any]) -> No:
    """A árvore do documento, numerada, com os dados no lugar das variáveis."""
    return numerar(Leitura(texto).preencher(contexto))


class Leitura:
    """Um texto já lido, para se preencher mais de uma vez.

    Raises:
        TemplateSyntaxError: se as etiquetas não se entendem.
    """

    def __init__(self, texto: str):
        self._modelo = _motor.from_string(texto)

    def preencher(self, contexto: Mapping[str, Any]) -> No:
        """A árvore sem os números."""
        # Ida e volta pelo JSON: sobra só dado, nenhum objeto com métodos.
        dados = json.loads(json.dumps(contexto))
        return ler(self._modelo.render(Context(dados)))[0]


# --- Conferir antes de publicar


def conferir(texto: str, tipo: TipoDeDocumento) -> None:
    """Recusa o modelo que não se consegue ler ou que usa o que o documento não tem.

    Raises:
        ModeloInvalido: com todos os problemas achados, cada um na sua linha.
    """
    problemas = list(_problemas(texto, tipo))
    if problemas := problemas or [Problema(*um) for um in tipo.conferir(texto)]:
        raise ModeloInvalido(sorted(set(problemas)))


def _problemas(texto: str, tipo: TipoDeDocumento) -> Iterator[Problema]:
    if not texto.strip():
        yield Problema(1, "o modelo está vazio.")
        return
    if len(texto) > TAMANHO_MAXIMO:
        yield Problema(1, f"o modelo passa de {TAMANHO_MAXIMO} caracteres. Divida o documento.")
        return
    for achado in re.finditer("{#", texto):
        yield Problema(texto.count("\n", 0, achado.start()) + 1, "comentário não é aceito.")
    try:
        modelo = _motor.from_string(texto)
    except TemplateSyntaxError as erro:
        yield Problema(_linha_do_erro(erro), f"{_motivo(erro)} {_ACEITAS}")
    else:
        yield from _Conferencia(tipo).da_lista(modelo.nodelist, {})
    yield from ler(_ETIQUETA.sub(_no_lugar, texto))[1]


def _no_lugar(etiqueta: re.Match) -> str:
    """Marca o lugar da variável e conserva as linhas; `{% … %}` não é texto."""
    linhas = "\n" * etiqueta.group().count("\n")
    return f"…{linhas}" if etiqueta.group().startswith("{{") else linhas


def _linha_do_erro(erro: TemplateSyntaxError) -> int:
    return getattr(getattr(erro, "token", None), "lineno", None) or 1


_MOTIVOS = (
    (r"Invalid block tag.*?: '([^']+)'", "“{}” não é aceita ou está fora de lugar."),
    (r"Invalid filter: '([^']+)'", "o filtro “{}” não é aceito."),
    (r"Unclosed tag.*?: '([^']+)'", "falta fechar {{% {} %}}."),
    (r"Could not parse.*?'([^']*)'", "não dá para ler “{}”."),
    (r"Empty (?:variable|block) tag()", "há uma etiqueta vazia{}."),
    (r"(\w+) requires \d+ arguments", "o filtro “{}” está sem o que precisa."),
)


def _motivo(erro: TemplateSyntaxError) -> str:
    for padrao, frase in _MOTIVOS:
        if achado := re.search(padrao, str(erro)):
            return frase.format(achado[1])
    return "a escrita da etiqueta não está certa."


class _Conferencia:
    """Percorre o modelo lido, sabendo a que caminho cada nome de laço corresponde."""

    def __init__(self, tipo: TipoDeDocumento):
        self.exemplo = exemplo_de(tipo)
        self.caminhos = frozenset(variaveis_de(tipo))

    def da_lista(self, nos: Iterable[Node], lacos: dict[str, str]) -> Iterator[Problema]:
        for no in nos:
            yield from self.do_no(no, lacos)

    def do_no(self, no: Node, lacos: dict[str, str]) -> Iterator[Problema]:
        linha = no.token.lineno if no.token else 1
        if isinstance(no, VariableNode):
            yield from self.da_expressao(no.filter_expression, linha, lacos)
        elif isinstance(no, IfNode):
            for condicao, dentro in no.conditions_nodelists:
                yield from self.da_condicao(condicao, linha, lacos)
                yield from self.da_lista(dentro, lacos)
        elif isinstance(no, ForNode):
            yield from self.do_laco(no, linha, lacos)
        elif not isinstance(no, TextNode):
            yield Problema(linha, f"“{no}” não é aceito. {_ACEITAS}")

    def do_laco(self, no: ForNode, linha: int, lacos: dict[str, str]) -> Iterator[Problema]:
        caminho = self._caminho(str(no.sequence.var), lacos)
        if len(no.loopvars) != 1:
            yield Problema(linha, "{% for %} aceita um nome só: {% for um in lista %}.")
        elif not isinstance(self._no_exemplo(caminho), list):
            yield Problema(linha, f"“{no.sequence.var}” não é uma lista deste documento.")
        yield from self.da_expressao(no.sequence, linha, lacos, prefixo=True)
        dentro = lacos | {no.loopvars[0]: caminho}
        yield from self.da_lista(no.nodelist_loop, dentro)
        yield from self.da_lista(no.nodelist_empty, lacos)

    def da_condicao(self, condicao, linha: int, lacos: dict[str, str]) -> Iterator[Problema]:
        valor = getattr(condicao, "value", None)
        if isinstance(valor, FilterExpression):
            yield from self.da_expressao(valor, linha, lacos, prefixo=True)
        for lado in (getattr(condicao, "first", None), getattr(condicao, "second", None)):
            if lado is not None:
                yield from self.da_condicao(lado, linha, lacos)

    def da_expressao(
        self, expressao: FilterExpression, linha: int, lacos: dict[str, str], *, prefixo=False
    ) -> Iterator[Problema]:
        usadas = [expressao.var] if not isinstance(expressao.var, str) else []
        for _, argumentos in expressao.filters:
            usadas += [valor for e_variavel, valor in argumentos if e_variavel]
        for variavel in usadas:
            if getattr(variavel, "literal", None) is None:
                yield from self.da_variavel(str(variavel), linha, lacos, prefixo=prefixo)

    def da_variavel(
        self, nome: str, linha: int, lacos: dict[str, str], *, prefixo: bool
    ) -> Iterator[Problema]:
        if lacos and nome in DO_LACO:
            return
        caminho = self._caminho(nome, lacos)
        if caminho in self.caminhos:
            return
        if prefixo and any(c.startswith(f"{caminho}.") for c in self.caminhos):
            return
        yield Problema(
            linha,
            f"a variável “{nome}” não existe neste documento. A ficha da versão lista as que "
            "existem.",
        )

    def _caminho(self, nome: str, lacos: dict[str, str]) -> str:
        primeiro, *resto = nome.split(".")
        return ".".join([lacos.get(primeiro, primeiro), *resto])

    def _no_exemplo(self, caminho: str) -> Any:
        return next(iter(valores_de(self.exemplo, caminho)), None)


# --- Conferir o contexto


def valores_de(contexto: Any, caminho: str) -> list:
    """O que há no fim do caminho; dentro de lista, um valor de cada elemento.

    Raises:
        DadoAusente: se falta algum passo do caminho.
    """
    valores = [contexto]
    for passo in caminho.split("."):
        seguintes = []
        for valor in valores:
            for um in valor if isinstance(valor, list) else [valor]:
                if not isinstance(um, Mapping) or passo not in um:
                    raise DadoAusente(f"O dado “{caminho}” não veio.")
                seguintes.append(um[passo])
        valores = seguintes
    return valores


def conferir_contexto(contexto: Mapping[str, Any], tipo: TipoDeDocumento) -> None:
    """O contexto traz tudo o que o documento declara.

    Raises:
        DadoAusente: na primeira variável que falta.
    """
    for caminho in tipo.variaveis:
        valores_de(contexto, caminho)
