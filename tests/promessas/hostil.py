"""Preenche qualquer formulário de qualquer página com o que não se deve escrever nele."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from html.parser import HTMLParser

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from tests.documentos import amostras

# O que, se aparecer tal como foi digitado, é código e não texto.
CRUS = ("<script>alert(1)", '"><img src=x', "<b onmouseover", "</textarea><i id=sol")
MARCAS = (
    '<script>alert(1)</script>"><img src=x onerror=alert(2)><b onmouseover=x></textarea><i id=sol>'
)
DIRECAO = "\u202enome\u202c\u2066\u200f"
TEXTOS = {
    "marcas": MARCAS,
    "fórmula": '=1+1+cmd|"/c calc"!A1',
    "direção": f"{DIRECAO}{MARCAS[:40]}",
    "longo": "<script>alert(1)</script>" + "x" * 5000,
    "nulo": "a\0b<script>alert(1)",
}
OCULTOS_NOSSOS = {"chave", "seq", "csrfmiddlewaretoken", "marca", "versao", "prazo", "ato"}
# Campos que só passam com o dígito certo; o resto do formulário leva o hostil.
CERTOS = {
    "cnpj": "11.222.333/0001-81",
    "cpf": "111.444.777-35",
    "telefone": "(18) 3521-0000",
    "cep": "17800-000",
    "matricula": "1234",
}


@dataclass
class Campo:
    """Um controle de formulário, como o navegador o vê."""

    nome: str
    tipo: str
    valor: str = ""
    opcoes: list[str] = field(default_factory=list)


@dataclass
class Formulario:
    acao: str
    campos: dict[str, Campo] = field(default_factory=dict)


class _Leitor(HTMLParser):
    """Acha os formulários de POST de uma página."""

    def __init__(self):
        super().__init__()
        self.formularios: list[Formulario] = []
        self.atual: Formulario | None = None
        self.lista: Campo | None = None
        self.texto: Campo | None = None

    def handle_data(self, dado):
        if self.texto:
            self.texto.valor += dado

    def handle_starttag(self, etiqueta, atributos):
        tem = {nome: valor or "" for nome, valor in atributos}
        if etiqueta == "form":
            self.atual = Formulario(tem.get("action", "")) if _e_post(tem) else None
            if self.atual:
                self.formularios.append(self.atual)
        elif self.atual and etiqueta == "option" and self.lista:
            self.lista.opcoes.append(tem.get("value", ""))
        elif etiqueta == "textarea" and self.atual and tem.get("name"):
            self._campo(etiqueta, tem)
            self.texto = self.atual.campos[tem["name"]]
        elif self.atual and tem.get("name") and etiqueta in ("input", "select"):
            self._campo(etiqueta, tem)

    def _campo(self, etiqueta: str, tem: dict[str, str]) -> None:
        tipo = tem.get("type", "text") if etiqueta == "input" else etiqueta
        campo = self.atual.campos.setdefault(tem["name"], Campo(tem["name"], tipo))
        campo.valor = campo.valor or tem.get("value", "")
        if tipo in ("radio", "checkbox"):
            campo.opcoes.append(tem.get("value", "on"))
        self.lista = campo if etiqueta == "select" else self.lista

    def handle_endtag(self, etiqueta):
        if etiqueta == "form":
            self.atual = None
        elif etiqueta == "select":
            self.lista = None
        elif etiqueta == "textarea":
            self.texto = None


def _e_post(atributos: dict[str, str]) -> bool:
    return atributos.get("method", "").lower() == "post"


def formularios(html: str) -> list[Formulario]:
    leitor = _Leitor()
    leitor.feed(html)
    return leitor.formularios


def preencher(formulario: Formulario, texto: str, *, tudo: bool) -> dict:
    """O que se envia.

    Args:
        texto: o hostil, nos campos de escrever.
        tudo: também nas opções, datas, números e arquivos; senão, estes vão certos.
    """
    return {
        nome: valor
        for campo in formulario.campos.values()
        for nome, valor in _valor(campo, texto, tudo)
    }


def de_volta(campo: Campo):
    """O que a página trazia; num campo vazio, um texto inocente."""
    if campo.tipo == "file":
        return SimpleUploadedFile("prova.pdf", amostras.pdf(), "application/pdf")
    return campo.valor or "Texto simples"


def _valor(campo: Campo, texto: str, tudo: bool) -> Iterator[tuple[str, object]]:
    if campo.tipo in ("submit", "button"):
        return
    if campo.nome.split("-")[-1] in OCULTOS_NOSSOS and not tudo:
        yield campo.nome, campo.valor
    elif campo.tipo == "file":
        nome = f"{texto[:60]}.pdf"
        yield campo.nome, SimpleUploadedFile(nome, amostras.pdf(), texto[:60])
    elif campo.nome == "csrfmiddlewaretoken":
        return
    elif tudo:
        yield campo.nome, texto
    elif campo.tipo in ("radio", "checkbox", "select"):
        validas = [opcao for opcao in campo.opcoes if opcao]
        yield campo.nome, validas[0] if validas else ""
    else:
        yield campo.nome, _escrito(campo, texto)


def _escrito(campo: Campo, texto: str) -> str:
    """Um valor que o campo aceita e que, onde cabe texto, é hostil."""
    certos = {
        "date": timezone.localdate().isoformat(),
        "time": "09:00",
        "number": "2",
        "email": f"pessoa.{len(texto)}@exemplo.invalid",
        "url": "https://exemplo.invalid/?q=" + "".join(texto.split())[:200],
        "tel": CERTOS["telefone"],
    }
    for nome, valor in CERTOS.items():
        if nome in campo.nome:
            return valor
    if "inicio" in campo.nome or "fim" in campo.nome:
        return date(timezone.localdate().year, 1, 5).isoformat()
    return certos.get(campo.tipo, texto)
