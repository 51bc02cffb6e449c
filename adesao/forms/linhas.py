"""Listas editáveis sem JavaScript: linhas numeradas, e um botão que traz mais."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from crispy_forms.layout import Column, Fieldset, Layout, Row
from django import forms

from adesao.forms.base import FormularioDaImplantacao

MAXIMO_DE_LINHAS = 60
MAIS_POR_VEZ = 3


@dataclass(frozen=True)
class Grupo:
    """Uma lista do formulário.

    Args:
        campos: nome → (de que número faz o campo, largura em colunas).
        marca: o campo que, em branco, diz que a linha não conta.
        opcionais: os que podem faltar numa linha que conta.
    """

    prefixo: str
    titulo: str
    campos: Mapping[str, tuple[Callable[[int], forms.Field], str]]
    marca: str
    opcionais: frozenset[str] = frozenset()
    minimo: int = 3


class FormularioDeLinhas(FormularioDaImplantacao):
    """Quem herda declara os grupos; `lidas[prefixo]` traz (número, valores) de cada linha.

    Args:
        linhas: o que já há, por prefixo.
        mais: o prefixo da lista a que se pediram mais linhas.
    """

    grupos: tuple[Grupo, ...] = ()

    def __init__(self, *args, linhas: Mapping[str, list[dict]], mais: str = "", **kwargs):
        super().__init__(*args, **kwargs)
        self.quantas = {}
        self.lidas: dict[str, list[tuple[int, dict]]] = {}
        for grupo in self.grupos:
            iniciais = linhas.get(grupo.prefixo, [])
            extra = MAIS_POR_VEZ if mais == grupo.prefixo else 0
            total = max(grupo.minimo, len(iniciais) + 1, self._enviadas(grupo)) + extra
            self.quantas[grupo.prefixo] = min(total, MAXIMO_DE_LINHAS)
            self._acrescentar(grupo, iniciais)

    def _enviadas(self, grupo: Grupo) -> int:
        enviados = self.data or self.initial
        partes = [chave.split("_") for chave in enviados if chave.startswith(f"{grupo.prefixo}_")]
        return max((int(p[1]) for p in partes if p[1].isdecimal() and len(p[1]) < 4), default=0)

    def _acrescentar(self, grupo: Grupo, iniciais: list[dict]) -> None:
        for numero in range(1, self.quantas[grupo.prefixo] + 1):
            valores = iniciais[numero - 1] if numero <= len(iniciais) else {}
            for nome, (fazer, _) in grupo.campos.items():
                campo = fazer(numero)
                campo.required = False
                campo.initial = valores.get(nome, campo.initial)
                self.fields[nome_do_campo(grupo, numero, nome)] = campo

    def clean(self):
        dados = forms.Form.clean(self)
        for grupo in self.grupos:
            self.lidas[grupo.prefixo] = list(self._ler(grupo, dados))
        self.conferir(dados)
        return dados

    def _ler(self, grupo: Grupo, dados: Mapping) -> Iterable[tuple[int, dict]]:
        for numero in range(1, self.quantas[grupo.prefixo] + 1):
            valores = {n: dados.get(nome_do_campo(grupo, numero, n)) for n in grupo.campos}
            if valores[grupo.marca]:
                self._cobrar(grupo, numero, valores)
                yield numero, valores
            elif any(v for n, v in valores.items() if v and not self._de_escolha(grupo, n, numero)):
                self._falta(grupo, numero, grupo.marca, "Complete a linha ou apague-a inteira.")

    def _de_escolha(self, grupo: Grupo, nome: str, numero: int) -> bool:
        """Uma lista de escolha sempre vem com algo: sozinha, não faz a linha contar."""
        campo = self.fields[nome_do_campo(grupo, numero, nome)]
        return isinstance(campo, forms.ChoiceField)

    def _cobrar(self, grupo: Grupo, numero: int, valores: Mapping) -> None:
        for nome, valor in valores.items():
            if not valor and nome not in grupo.opcionais:
                rotulo = self.fields[nome_do_campo(grupo, numero, nome)].label
                self._falta(grupo, numero, nome, f"Falta: {rotulo}.")

    def _falta(self, grupo: Grupo, numero: int, nome: str, frase: str) -> None:
        campo = nome_do_campo(grupo, numero, nome)
        if campo not in self.errors:
            self.add_error(campo, frase)

    def disposicao(self):
        return Layout(*(self._do_grupo(grupo) for grupo in self.grupos))

    def _do_grupo(self, grupo: Grupo) -> Fieldset:
        linhas = [
            Row(
                *(
                    Column(nome_do_campo(grupo, numero, nome), css_class=largura)
                    for nome, (_, largura) in grupo.campos.items()
                ),
                css_class="align-items-end",
            )
            for numero in range(1, self.quantas[grupo.prefixo] + 1)
        ]
        return Fieldset(grupo.titulo, *linhas)


def nome_do_campo(grupo: Grupo, numero: int, nome: str) -> str:
    return f"{grupo.prefixo}_{numero}_{nome}"
