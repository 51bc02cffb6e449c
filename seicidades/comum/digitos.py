"""Dígitos verificadores de CNPJ, CPF, processos e códigos do IBGE. Python puro.

Cada `conferir_` recebe o número com ou sem máscara e diz se os dígitos batem
e quais eram os esperados. Nenhuma levanta erro: recusar ou só avisar é escolha
de quem chama.
"""

import re
from typing import NamedTuple

from seicidades.comum.formatos import so_digitos


class Conferencia(NamedTuple):
    """Resultado de uma conferência.

    `valido` é None quando o formato não é conhecido e não há o que conferir;
    `esperados` fica vazio quando o tamanho ou as letras já estão errados.
    """

    valido: bool | None
    esperados: str


_ZERO = ord("0")
FORMATO_ERRADO = Conferencia(valido=False, esperados="")
SEM_CONFERENCIA = Conferencia(valido=None, esperados="")

NUP_FEDERAL = re.compile(r"[0-9]{5}\.[0-9]{6}/[0-9]{4}-[0-9]{2}")
PROCESSO_DO_ESTADO = re.compile(r"[0-9]{3}\.[0-9]{8}/[0-9]{4}-[0-9]{2}")
CPF_NO_TEXTO = re.compile(r"(?<!\d)(\d{3})\.?(\d{3})\.?(\d{3})[-.\s]?(\d{2})(?!\d)")
NIPE = re.compile(r"[0-9]{2}\.[0-9]{6}\.[0-9]{6}/[0-9]{4}-[0-9]{2}")
CNJ = re.compile(r"([0-9]{7})-([0-9]{2})\.([0-9]{4})\.([0-9])\.([0-9]{2})\.([0-9]{4})")


def normalizar_cnpj(texto: str) -> str:
    """Sem máscara e em maiúsculas, como se guarda."""
    return re.sub(r"[\s./-]", "", texto).upper()


def conferir_cnpj(texto: str) -> Conferencia:
    """Confere um CNPJ numérico ou alfanumérico.

    Fonte: Instrução Normativa RFB nº 2.229/2024.
    """
    cnpj = normalizar_cnpj(texto)
    if not re.fullmatch(r"[0-9A-Z]{12}[0-9]{2}", cnpj) or len(set(cnpj)) == 1:
        return FORMATO_ERRADO
    esperados = digitos_do_cnpj(cnpj[:12])
    return Conferencia(cnpj[12:] == esperados, esperados)


def digitos_do_cnpj(base: str) -> str:
    """Os dois dígitos de uma base de doze letras ou algarismos."""
    primeiro = _digito_do_cnpj(base)
    return primeiro + _digito_do_cnpj(base + primeiro)


def _digito_do_cnpj(base: str) -> str:
    # O valor de cada caractere é o código ASCII menos 48: A vale 17 e Z, 42.
    soma = sum((ord(letra) - 48) * (2 + i % 8) for i, letra in enumerate(reversed(base)))
    return _complemento_ou_zero(soma)


def conferir_cpf(texto: str) -> Conferencia:
    cpf = so_digitos(texto)
    if len(cpf) != 11 or len(set(cpf)) == 1:
        return FORMATO_ERRADO
    esperados = digitos_do_cpf(cpf[:9])
    return Conferencia(cpf[9:] == esperados, esperados)


def cpf_bate(algarismos: str) -> bool:
    """Onze algarismos, já sem máscara, que são um CPF."""
    a, b, c, d, e, f, g, h, i, j, k = algarismos.encode()
    primeiro = 10 * a + 9 * b + 8 * c + 7 * d + 6 * e + 5 * f + 4 * g + 3 * h + 2 * i - 54 * _ZERO
    segundo = primeiro + a + b + c + d + e + f + g + h + i + 2 * j - 11 * _ZERO
    certos = primeiro * 10 % 11 % 10 == j - _ZERO and segundo * 10 % 11 % 10 == k - _ZERO
    return certos and algarismos != algarismos[0] * 11


def tem_cpf(texto: str) -> bool:
    """Diz se há no texto onze dígitos com cara e dígitos verificadores de CPF."""
    achados = map("".join, CPF_NO_TEXTO.findall(texto))
    return any(digitos_do_cpf(cpf[:9]) == cpf[9:] for cpf in achados)


def digitos_do_cpf(base: str) -> str:
    primeiro = _digito_do_cpf(base)
    return primeiro + _digito_do_cpf(base + primeiro)


def _digito_do_cpf(base: str) -> str:
    return _complemento_ou_zero(sum(int(n) * p for p, n in enumerate(reversed(base), start=2)))


def _complemento_ou_zero(soma: int) -> str:
    resto = soma % 11
    return "0" if resto < 2 else str(11 - resto)


def conferir_processo(numero: str) -> Conferencia:
    """Confere um número de processo pelo formato em que está escrito.

    Conhece o NUP federal, o do Estado de São Paulo, o NIPE e o do CNJ; cada
    prefeitura pode ter a sua máscara, e nessas não há o que conferir. No do
    Estado a conta foi vista em um só número publicado: avise, não recuse.
    """
    numero = numero.strip()
    if CNJ.fullmatch(numero):
        return conferir_cnj(numero)
    if any(f.fullmatch(numero) for f in (NUP_FEDERAL, PROCESSO_DO_ESTADO, NIPE)):
        return _conferir_modulo_11(numero)
    return SEM_CONFERENCIA


def conferir_nup(numero: str) -> Conferencia:
    """Confere um NUP federal, com ou sem máscara: quinze algarismos e dois dígitos.

    Fonte: Portaria Interministerial nº 11/2019.
    """
    algarismos = so_digitos(numero)
    return _conferir_modulo_11(algarismos) if len(algarismos) == 17 else FORMATO_ERRADO


def _conferir_modulo_11(numero: str) -> Conferencia:
    algarismos = so_digitos(numero)
    esperados = digitos_do_processo(algarismos[:-2])
    return Conferencia(algarismos[-2:] == esperados, esperados)


def digitos_do_processo(base: str) -> str:
    """Dois dígitos pelo módulo 11, com pesos 2, 3, 4… da direita para a esquerda."""
    primeiro = _digito_do_processo(base)
    return primeiro + _digito_do_processo(base + primeiro)


def _digito_do_processo(base: str) -> str:
    soma = sum(int(n) * peso for peso, n in enumerate(reversed(base), start=2))
    return str((11 - soma % 11) % 10)  # 10 vira 0; 11 vira 1


def conferir_cnj(numero: str) -> Conferencia:
    """Confere um número no padrão do CNJ, que o SEI do TRF4 usa: `NNNNNNN-DD.AAAA.J.TR.OOOO`.

    Fonte: Resolução CNJ nº 65/2008, anexo VIII.
    """
    partes = CNJ.fullmatch(numero.strip())
    if not partes:
        return FORMATO_ERRADO
    sequencial, digitos, *resto = partes.groups()
    esperados = digitos_do_cnj(sequencial + "".join(resto))
    return Conferencia(digitos == esperados, esperados)


def digitos_do_cnj(base: str) -> str:
    """Dois dígitos pelo módulo 97: o que falta de 98 ao resto da base seguida de dois zeros."""
    return f"{98 - int(base) * 100 % 97:02}"


def conferir_codigo_ibge(codigo: str) -> Conferencia:
    """Confere o sétimo algarismo de um código de município."""
    if not re.fullmatch(r"[0-9]{7}", codigo):
        return FORMATO_ERRADO
    esperado = digito_do_codigo_ibge(codigo[:6])
    return Conferencia(codigo[6] == esperado, esperado)


def digito_do_codigo_ibge(base: str) -> str:
    """O dígito de seis algarismos: pesos 1 e 2 alternados, somando os algarismos do produto."""
    soma = sum(sum(divmod(int(n) * (1 + i % 2), 10)) for i, n in enumerate(base))
    return str(-soma % 10)
