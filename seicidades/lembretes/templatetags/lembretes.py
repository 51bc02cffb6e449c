"""O que outras páginas mostram dos lembretes."""

from django import template

from seicidades.lembretes import saude, servicos

register = template.Library()


@register.inclusion_tag("lembretes/_alarme.html")
def alarme_dos_lembretes():
    """Para a página do admin: quando a agenda passou."""
    return {"estado": saude.estado()}


@register.inclusion_tag("lembretes/_previsao.html")
def previsao_de_lembretes(implantacao):
    """Para a página da cidade ou da etapa: quem será lembrado, e quando."""
    return {"implantacao": implantacao, "previsoes": servicos.prever(implantacao), "retem": False}
