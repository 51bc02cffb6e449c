"""Por que item da etapa se registra cada coisa de um instrumento."""

from adesao.models import Instrumento, PapelNoFluxo, Parte, Signatario

ITEM_DO_INSTRUMENTO = {
    PapelNoFluxo.ABRE: "termo_disponibilizado",
    PapelNoFluxo.ACORDO: "acordo_disponibilizado",
    PapelNoFluxo.OUTRO: "acordo_disponibilizado",
}
ITEM_DA_ASSINATURA = {
    Parte.MUNICIPIO: "acordo_assinado_pelo_municipio",
    Parte.SGGD: "acordo_assinado_pela_sggd",
    Parte.PRODESP: "acordo_assinado_pela_prodesp",
}


def item_do_instrumento(instrumento: Instrumento) -> str:
    return ITEM_DO_INSTRUMENTO[PapelNoFluxo(instrumento.tipo.papel_no_fluxo)]


def item_da_assinatura(signatario: Signatario) -> str:
    """O item pelo qual se registra que a pessoa assinou."""
    instrumento = signatario.instrumento
    if instrumento.tipo.papel_no_fluxo != PapelNoFluxo.ABRE:
        return ITEM_DA_ASSINATURA[Parte(signatario.parte)]
    do_municipio = signatario.parte == Parte.MUNICIPIO
    return "termo_assinado" if do_municipio else "termo_disponibilizado"
