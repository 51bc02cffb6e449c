"""De quem é cada caixa postal: a que várias pessoas leem não recebe código nem link de entrada.

Um endereço só é tratado como compartilhado quando alguém o disse, ou quando é de
setor (gabinete@, ti@) e ninguém, ao designar ou convidar, disse que é de uma pessoa só.
"""

from django.utils import timezone

from seicidades.comum.validadores import parece_caixa_de_setor
from seicidades.contas.models import CaixaPostal, Usuario, Vinculo
from seicidades.municipios.models import Orgao


def caixa_compartilhada(email: str) -> bool:
    return CaixaPostal.objects.filter(email=email.lower(), compartilhada=True).exists()


def marcar_caixa(email: str, *, compartilhada: bool, por: Usuario | None) -> CaixaPostal:
    caixa, _ = CaixaPostal.objects.update_or_create(
        email=email.strip().lower(),
        defaults={
            "compartilhada": compartilhada,
            "marcada_por": por,
            "marcada_em": timezone.now(),
        },
    )
    return caixa


def conhecer_caixa(
    email: str, *, orgao: Orgao, de_uma_pessoa: bool | None, por: Usuario | None
) -> None:
    """Anota o que se disse de um endereço de setor; `None` é nada ter dito.

    Endereço com nome de gente não se anota: continua como estava. O de quem já responde
    por outro órgão também: disso depende a entrada dela, e não cabe a este dizê-lo.
    """
    if not parece_caixa_de_setor(email) or _responde_por_outro(email, orgao):
        return
    if de_uma_pessoa is not None:
        marcar_caixa(email, compartilhada=not de_uma_pessoa, por=por)
    elif not CaixaPostal.objects.filter(email=email.lower()).exists():
        marcar_caixa(email, compartilhada=True, por=por)


def _responde_por_outro(email: str, orgao: Orgao) -> bool:
    vinculos = Vinculo.objects.por_acabar(timezone.localdate()).exclude(orgao=orgao)
    return vinculos.filter(usuario__email=email.lower()).exists()


def e_de_uma_pessoa(email: str) -> bool:
    """Alguém disse que, apesar do nome de setor, só uma pessoa a lê."""
    return CaixaPostal.objects.filter(email=email.lower(), compartilhada=False).exists()


def aviso_da_caixa(email: str, *, de_uma_pessoa: bool = False) -> str:
    """Frase para quem designa ou convida; vazia, se a caixa é de uma pessoa."""
    compartilhada = caixa_compartilhada(email)
    if not compartilhada and (de_uma_pessoa or not parece_caixa_de_setor(email)):
        return ""
    return (
        f"{email} parece ser lido por mais de uma pessoa. Por isso não enviamos a ele código nem "
        "link para entrar: a pessoa só entra com senha. Prefira o endereço dela; se só ela lê "
        "este, marque a opção e salve de novo."
    )
