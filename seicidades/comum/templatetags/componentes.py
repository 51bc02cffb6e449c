"""Etiquetas e filtros que os componentes de `templates/componentes/` usam."""

from dataclasses import dataclass

from django import template
from django.forms import CheckboxInput, Field, FileInput
from django.forms.widgets import ChoiceWidget
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html, strip_tags

from seicidades.comum.formatos import dias_uteis_texto, so_digitos
from seicidades.comum.papeis import PAPEIS_DO_ESTADO, Lado, Papel

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
        ("Carteira", "paineis:carteira", ("/implantacoes/", "/carteira/")),
        ("Análises", "paineis:analises", ("/analises/",)),
        ("Próximos passos", "paineis:proximos_passos", ("/proximos-passos/",)),
        ("Mapa", "paineis:mapa", ("/mapa/",)),
        ("Números", "paineis:numeros", ("/numeros/",)),
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


# Palavras


ETAPAS = {
    "nao_iniciada": "não começou",
    "em_preenchimento": "em andamento",
    "em_analise": "em análise",
    "devolvida": "devolvida",
    "aprovada": "concluída",
    "a_reconfirmar": "a reconfirmar",
}
# Palavra e tipo do selo de cada situação de item.
ITENS = {
    "aberto": ("aberto", "neutro"),
    "pronto": ("pronto", "ok"),
    "a_corrigir": ("corrigir", "perigo"),
    "dispensa_pedida": ("dispensa pedida", "info"),
    "dispensado": ("dispensado", "neutro"),
}
POUCOS_DIAS_UTEIS = 3


@register.filter
def situacao_da_etapa(situacao):
    return ETAPAS[situacao]


@register.filter
def situacao_do_item(situacao):
    return ITENS[situacao][0]


@register.filter
def tipo_do_item(situacao):
    return ITENS[situacao][1]


@register.filter
def rotulo_do_lado(lado):
    return Lado(lado).rotulo


@register.filter
def prazo_falado(dias):
    """Dias úteis até o prazo, por extenso; negativo é vencido."""
    if dias == 0:
        return "vence hoje"
    quantidade = dias_uteis_texto(dias)
    if dias < 0:
        return f"vencido há {quantidade}"
    return f"{'falta' if dias == 1 else 'faltam'} {quantidade}"


@register.filter
def tipo_do_prazo(dias):
    if dias < 0:
        return "perigo"
    return "atencao" if dias <= POUCOS_DIAS_UTEIS else "neutro"


@register.simple_block_tag
def aviso(content, tipo="info", titulo=""):
    """`{% aviso tipo="atencao" titulo="…" %}…{% endaviso %}`: caixa com texto de destaque."""
    return format_html(
        '<div class="aviso aviso--{}">{}<div class="aviso__texto">{}{}</div></div>',
        tipo,
        icone(ICONES_DO_AVISO[tipo]),
        format_html('<p class="aviso__titulo">{}</p>', titulo) if titulo else "",
        content,
    )


ICONES_DO_AVISO = {
    "ok": "check-circle-fill",
    "atencao": "exclamation-triangle-fill",
    "perigo": "x-octagon-fill",
    "info": "info-circle-fill",
}


# Listas


@register.filter
def paginas_em_volta(pagina):
    """Números a mostrar: os das pontas, os vizinhos e reticências entre eles."""
    return pagina.paginator.get_elided_page_range(pagina.number, on_each_side=1, on_ends=1)


# Formulários


@register.filter
def ancora(campo):
    """Id do primeiro controle do campo, para onde o resumo de erros leva."""
    if campo.id_for_label:
        return campo.id_for_label
    return f"{campo.auto_id}_0" if campo.auto_id else ""


@register.filter
def ancora_dos_erros_gerais(formulario):
    return f"{formulario.prefix}-erros-gerais" if formulario.prefix else "erros-gerais"


@register.filter
def opcional(campo):
    """Se o campo leva a marca "(opcional)". Caixa sozinha não leva: desmarcar já é uma resposta."""
    return not campo.field.required and not isinstance(campo.field.widget, CheckboxInput)


def _frase_do_obrigatorio(widget):
    if isinstance(widget, CheckboxInput):
        return "Marque para continuar."
    if isinstance(widget, FileInput):
        return "Escolha um arquivo."
    if isinstance(widget, ChoiceWidget):
        return "Escolha uma opção."
    return "Preencha este campo."


@register.filter
def erros_em_palavras(campo):
    """Os erros do campo; o de obrigatório, quando é o do Django, diz o que fazer."""
    padrao = Field.default_error_messages["required"]
    return [
        _frase_do_obrigatorio(campo.field.widget) if erro == padrao else erro
        for erro in campo.errors
    ]


@dataclass(frozen=True)
class Ponto:
    """Uma linha do resumo de erros."""

    texto: str
    url: str = ""
    saida: str = ""


def _sem_maiuscula(frase):
    """Continua a frase depois dos dois-pontos; siglas ficam como estão."""
    return frase[:1].lower() + frase[1:] if frase[1:2].islower() or frase[1:2] == " " else frase


def _pontos_do_formulario(formulario):
    if formulario.non_field_errors():
        url = f"#{ancora_dos_erros_gerais(formulario)}"
        yield from (Ponto(strip_tags(erro), url) for erro in formulario.non_field_errors())
    for campo in formulario:
        url = "" if campo.is_hidden else f"#{ancora(campo)}"
        for erro in erros_em_palavras(campo):
            yield Ponto(f"{campo.label}: {_sem_maiuscula(strip_tags(erro))}", url)


def _valor(objeto, nome):
    """De um objeto ou de um dicionário, como os templates fazem."""
    return objeto.get(nome, "") if isinstance(objeto, dict) else getattr(objeto, nome, "")


def _ponto_da_recusa(recusa):
    return Ponto(_valor(recusa, "mensagem"), _valor(recusa, "url"), _valor(recusa, "saida"))


@register.simple_tag
def pontos_a_acertar(*, form=None, nome_form=None, formset=None, recusas=None):
    """Junta os erros dos formulários da página e as recusas de um comando."""
    pontos = [_ponto_da_recusa(recusa) for recusa in recusas or ()]
    for formulario in (nome_form, form, *(formset or ())):
        if formulario is not None:
            pontos += _pontos_do_formulario(formulario)
    if formset is not None:
        pontos += [Ponto(strip_tags(erro)) for erro in formset.non_form_errors()]
    return pontos


# Endereços


@register.filter
def telefone_para_ligar(telefone):
    """Só o que se disca, sem o ramal: `(18) 3502-9000` vira `tel:+551835029000`."""
    digitos = so_digitos(str(telefone).partition("ramal")[0])
    return f"tel:{digitos}" if digitos.startswith("0") else f"tel:+55{digitos}"
