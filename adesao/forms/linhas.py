"""Listas editáveis sem JavaScript: linhas numeradas, e um botão que traz mais."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from crispy_forms.layout import HTML, Column, Fieldset, Layout, Row
from django import forms
from django.utils.html import format_html, format_html_join

from adesao.forms.base import FormularioDaImplantacao

MAXIMO_DE_LINHAS = 60
MAIS_POR_VEZ = 3
SOBE, DESCE = "sobe", "desce"


@dataclass(frozen=True)
class Grupo:
    """Uma lista do formulário.

    Args:
        campos: nome → (de que número faz o campo, largura em colunas).
        marca: o campo que, em branco, diz que a linha não conta.
        opcionais: os que podem faltar numa linha que conta.
        ordenavel: cada linha sobe e desce.
        citado_em: prefixo e campo de outra lista que dizem o número de uma linha desta.
    """

    prefixo: str
    titulo: str
    campos: Mapping[str, tuple[Callable[[int], forms.Field], str]]
    marca: str
    opcionais: frozenset[str] = frozenset()
    minimo: int = 3
    ordenavel: bool = False
    citado_em: tuple[str, str] | None = None


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
        quantas = self.quantas[grupo.prefixo]
        linhas = [self._da_linha(grupo, numero, quantas) for numero in range(1, quantas + 1)]
        return Fieldset(grupo.titulo, *linhas)

    def _da_linha(self, grupo: Grupo, numero: int, quantas: int) -> Row:
        colunas = [
            Column(nome_do_campo(grupo, numero, nome), css_class=largura)
            for nome, (_, largura) in grupo.campos.items()
        ]
        botoes = [HTML(_mover(grupo, numero, quantas))] if grupo.ordenavel else []
        return Row(*colunas, *botoes, css_class="align-items-end")


def _mover(grupo: Grupo, numero: int, quantas: int) -> str:
    """Os botões que trocam a linha de lugar com a vizinha."""
    passos = [(SOBE, "Subir")] if numero > 1 else []
    passos += [(DESCE, "Descer")] if numero < quantas else []
    botao = (
        '<button type="submit" class="btn btn-link" name="mover" value="{}_{}_{}">{}'
        '<span class="visually-hidden"> a linha {} de {}</span></button>'
    )
    dados = ((grupo.prefixo, numero, qual, nome, numero, grupo.titulo) for qual, nome in passos)
    botoes = format_html_join("", botao, dados)
    return format_html('<div class="col-12 d-flex gap-3 mb-3">{}</div>', botoes)


def mover(grupos: Iterable[Grupo], enviados: Mapping[str, str], pedido: str) -> dict[str, str]:
    """O que se enviou, com a linha pedida no lugar da vizinha; pedido estranho não muda nada."""
    partes = pedido.split("_")
    por_prefixo = {g.prefixo: g for g in grupos if g.ordenavel}
    if len(partes) != 3 or partes[0] not in por_prefixo or partes[2] not in (SOBE, DESCE):
        return dict(enviados)
    grupo = por_prefixo[partes[0]]
    if not (partes[1].isascii() and partes[1].isdecimal() and len(partes[1]) < 3):
        return dict(enviados)
    de = int(partes[1])
    para = de - 1 if partes[2] == SOBE else de + 1
    if para < 1 or para > MAXIMO_DE_LINHAS:
        return dict(enviados)
    return _trocar(grupo, dict(enviados), de, para)


def _trocar(grupo: Grupo, dados: dict[str, str], de: int, para: int) -> dict[str, str]:
    for nome in grupo.campos:
        um, outro = nome_do_campo(grupo, de, nome), nome_do_campo(grupo, para, nome)
        dados[um], dados[outro] = dados.get(outro, ""), dados.get(um, "")
    if grupo.citado_em:
        prefixo, campo = grupo.citado_em
        troca = {str(de): str(para), str(para): str(de)}
        for chave, valor in dados.items():
            if chave.startswith(f"{prefixo}_") and chave.endswith(f"_{campo}"):
                dados[chave] = troca.get(valor.strip(), valor)
    return dados


def nome_do_campo(grupo: Grupo, numero: int, nome: str) -> str:
    return f"{grupo.prefixo}_{numero}_{nome}"
