"""Os códigos da tarja do documento e a conferência na página do SEI."""

import re
from collections.abc import Mapping

from django.core.exceptions import ValidationError

from adesao.models import Signatario
from adesao.regras import recusar_anterior, recusar_futura, salvar


def conferir_codigos(signatario: Signatario, dados: Mapping) -> None:
    """Os códigos da tarja do documento, e o dia em que alguém os conferiu.

    Raises:
        ValidationError: no campo a corrigir.
    """
    if signatario.assinado_em is None:
        raise ValidationError(
            f"{signatario.nome} ainda não assinou. Registre antes o dia da assinatura."
        )
    verificador, crc = dados.get("codigo_verificador", ""), dados.get("crc", "")
    if verificador and not re.fullmatch(r"[0-9]{5,10}", verificador):
        raise ValidationError(
            {
                "codigo_verificador": f"«{verificador}» não serve: o código verificador só tem "
                "algarismos, em geral sete. Copie do pé do documento."
            }
        )
    if crc and not re.fullmatch(r"[0-9A-Fa-f]{8}", crc):
        raise ValidationError(
            {
                "crc": f"«{crc}» não serve: o CRC tem oito caracteres, algarismos ou letras de "
                "A a F. Copie do pé do documento."
            }
        )
    dia = dados.get("conferido_em")
    recusar_futura("conferido_em", dia, "a conferência")
    recusar_anterior("conferido_em", dia, signatario.assinado_em, "da assinatura")
    if dia and not verificador:
        raise ValidationError({"codigo_verificador": "Para conferir, informe os dois códigos."})
    if dia and not crc:
        raise ValidationError({"crc": "Para conferir, informe os dois códigos."})


def registrar_conferencia(signatario: Signatario, *, por, **dados) -> Signatario:
    """Guarda o nível, os códigos e, com o dia, quem conferiu na página do SEI."""
    conferir_codigos(signatario, dados)
    crc = dados.get("crc", "").upper()
    antes = (signatario.conferido_em, signatario.codigo_verificador, signatario.crc)
    mesma = antes == (dados.get("conferido_em"), dados.get("codigo_verificador", ""), crc)
    quem = por if dados.get("conferido_em") else None
    if quem and mesma and signatario.conferido_por:
        quem = signatario.conferido_por
    return salvar(signatario, {**dados, "crc": crc, "conferido_por": quem})
