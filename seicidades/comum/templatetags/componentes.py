"""Etiquetas e filtros que os componentes de `templates/componentes/` usam."""

from dataclasses import dataclass
from urllib.parse import quote

from django import template
from django.forms import BoundField
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html

from seicidades.comum.papeis import PAPEIS_DO_ESTADO, Papel

register = template.Library()


@register.simple_tag
def icone(nome, classe=""):
    """Ícone do conjunto em `static/vendor/icones/`, escondido de quem ouve a página."""
    return format_html(
        '<svg class="icone {}" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        classe,
        static("vendor/icones/icones.svg"),
        nome,
    )


# Menu


@dataclass(frozen=True)
class Entrada:
    """Uma entrada do menu; `atual` é o valor de `aria-current`, ou vazio."""

    texto: str
    url: str
    atual: str = ""


def _endereco(nome):
    try:
        return reverse(nome)
    except NoReverseMatch:
        return ""


def _atual(caminho, url, secoes):
    """`page` na própria página, `true` numa página de dentro dela."""
    if caminho == url:
        return "page"
    return "true" if any(caminho.startswith(s) for s in secoes) else ""


def _entradas(opcoes, caminho):
    """Só as que levam a algum lugar."""
    return [
        Entrada(texto, url, _atual(caminho, url, secoes))
        for texto, nome, secoes in opcoes
        if (url := _endereco(nome))
    ]


def _paginas(papel):
    if papel not in PAPEIS_DO_ESTADO:
        return [("Minha cidade", "paineis:inicio", ("/implantacoes/",))]
    paginas = [
        ("Carteira", "paineis:carteira", ("/implantacoes/",)),
        ("Análises", "paineis:analises", ("/analises/",)),
    ]
    if papel == Papel.ADMINISTRADOR:
        paginas.append(("Administração", "admin:index", ()))
    return paginas


@register.inclusion_tag("componentes/menu.html", takes_context=True)
def menu(context):
    """Monta o menu de quem está olhando, só com entradas que existem."""
    usuario = context.get("user")
    pedido = context.get("request")
    caminho = pedido.path if pedido else ""
    if not getattr(usuario, "is_authenticated", False):
        return {"pessoa": None, "paginas": _entradas([("Entrar", "account_login", ())], caminho)}
    return {
        "pessoa": usuario.nome_publico,
        "paginas": _entradas(_paginas(usuario.papel_estado), caminho),
        "conta": _entradas([("Minha conta", "contas:perfil", ())], caminho),
        "url_de_sair": _endereco("account_logout"),
        "csrf_token": context.get("csrf_token"),
    }


@dataclass(frozen=True)
class Passo:
    """Um passo da trilha; o último, onde a pessoa está, não tem endereço."""

    texto: str
    url: str = ""


@register.inclusion_tag("componentes/trilha.html")
def trilha(*partes):
    """`{% trilha "Adamantina" url_da_cidade "Regulamentação" %}`: texto, endereço, …, onde está."""
    passos = [Passo(partes[i], partes[i + 1]) for i in range(0, len(partes) - 1, 2)]
    if len(partes) % 2:
        passos.append(Passo(partes[-1]))
    return {"passos": passos}


# Formulários


@register.filter
def ancora(campo):
    """Id do primeiro controle do campo, para onde o resumo de erros leva."""
    if campo.id_for_label:
        return campo.id_for_label
    return f"{campo.auto_id}_0" if campo.auto_id else ""


@register.filter
def opcional(campo):
    """Se o campo leva a marca "(opcional)". Caixa sozinha não leva: desmarcar já é uma resposta."""
    widget = campo.field.widget
    return not campo.field.required and getattr(widget, "input_type", "") != "checkbox"


@register.filter
def tipo_de_widget(campo):
    """Nome curto do widget, para a largura do campo combinar com o que se digita."""
    return campo.widget_type if isinstance(campo, BoundField) else ""


# Endereços


@register.filter
def telefone_para_ligar(telefone):
    """Só o que se disca: `(18) 4000-0000` → `tel:+551840000000`."""
    digitos = "".join(c for c in str(telefone) if c.isdigit())
    return quote(f"tel:+55{digitos}", safe=":+") if digitos else ""
