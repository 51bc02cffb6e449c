"""Instalações fictícias do SEI, para a demonstração."""

from seicidades.comum.mascaras import NIPE_DE_SAO_PAULO, NUP_FEDERAL
from seicidades.municipios.models import InstalacaoSEI, Orgao

SEI_DO_ESTADO = "https://sei.exemplo.invalid/sei"
# Três prefeituras com o seu próprio SEI: uma recusa o que não confere, outra só avisa e a
# terceira não informou o formato.
PROPRIAS = (
    ("3509502", NIPE_DE_SAO_PAULO, InstalacaoSEI.Digitos.RECUSAR),
    ("3543402", NUP_FEDERAL, InstalacaoSEI.Digitos.AVISAR),
    ("3549904", "", InstalacaoSEI.Digitos.AVISAR),
)


def preencher_instalacoes() -> None:
    """Dá endereço ao SEI do Estado e cria as instalações próprias. Repetir não muda nada."""
    InstalacaoSEI.objects.filter(orgao=None, url_base="").update(url_base=SEI_DO_ESTADO)
    prefeituras = {
        orgao.municipio.codigo_ibge: orgao
        for orgao in Orgao.objects.prefeituras()
        .filter(municipio__codigo_ibge__in=[codigo for codigo, *_ in PROPRIAS])
        .select_related("municipio")
    }
    for codigo, mascara, digitos in PROPRIAS:
        if orgao := prefeituras.get(codigo):
            InstalacaoSEI.objects.get_or_create(
                orgao=orgao,
                defaults={
                    "nome": f"SEI da {orgao.nome}",
                    "sigla": f"SEI/{codigo}",
                    "url_base": f"https://sei.{codigo}.exemplo.invalid/sei",
                    "mascara": mascara,
                    "digitos": digitos,
                },
            )
