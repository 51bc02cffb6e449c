"""Validadores de formulários e modelos: dizem o que há de errado e como sair.

Os `validar_` recusam com ValidationError. Os `aviso_` devolvem uma frase, ou
vazio: servem para o que é estranho, mas pode estar certo.
"""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError

from seicidades.comum.digitos import (
    PROCESSO_DO_ESTADO,
    conferir_cnpj,
    conferir_codigo_ibge,
    conferir_cpf,
    conferir_processo,
    normalizar_cnpj,
    tem_cpf,
)
from seicidades.comum.formatos import sem_acentos, so_digitos
from seicidades.comum.mascaras import MascaraInvalida, compilar

# Fonte: Plano Geral de Códigos Nacionais da Anatel.
DDDS_SEM_USO = {23, 25, 26, 29, 36, 39, 52, 56, 57, 58, 59, 70, 72, 76, 78}
DDDS = frozenset(str(n) for n in range(11, 100) if n % 10 and n not in DDDS_SEM_USO)
PROVEDORES_PESSOAIS = frozenset(
    {"bol", "gmail", "hotmail", "icloud", "live", "msn", "outlook", "terra", "uol", "yahoo"}
)
# Primeira palavra do endereço de um setor ou cargo, que mais de uma pessoa costuma ler.
NOMES_DE_SETOR = frozenset(
    [
        "adm",
        "administracao",
        "arquivo",
        "assessoria",
        "atendimento",
        "camara",
        "chefia",
        "compras",
        "comunicacao",
        "contabilidade",
        "contato",
        "convenios",
        "cpd",
        "departamento",
        "depto",
        "diretoria",
        "dti",
        "educacao",
        "expediente",
        "faleconosco",
        "fazenda",
        "financas",
        "gabinete",
        "governo",
        "imprensa",
        "informatica",
        "infra",
        "juridico",
        "licitacao",
        "nti",
        "ouvidoria",
        "planejamento",
        "prefeita",
        "prefeito",
        "prefeitura",
        "presidencia",
        "procuradoria",
        "protocolo",
        "recepcao",
        "rh",
        "saude",
        "sec",
        "secretaria",
        "sei",
        "seplan",
        "setor",
        "suporte",
        "tecnologia",
        "ti",
        "tributos",
    ]
)
MASCARA_DE_PROCESSO = re.compile(r"[0-9A-Z]+(?:[./-][0-9A-Z]+)*")
CAMINHO_DO_SEI = re.compile(r"(/[0-9A-Za-z._~-]+)*/?")


def validar_cnpj(texto: str) -> None:
    cnpj = normalizar_cnpj(texto)
    if len(cnpj) != 14:
        raise ValidationError(
            f"O CNPJ tem 14 caracteres e este tem {len(cnpj)}. Confira no cartão do CNPJ.",
            code="cnpj_tamanho",
        )
    valido, esperados = conferir_cnpj(cnpj)
    if not esperados:
        raise ValidationError(
            "O CNPJ tem doze letras ou algarismos e dois algarismos no fim. "
            "Copie de novo do cartão do CNPJ.",
            code="cnpj_formato",
        )
    if not valido:
        raise ValidationError(
            "Os dois últimos algarismos não combinam com o resto do CNPJ. "
            "Confira cada caractere no cartão do CNPJ.",
            code="cnpj_digitos",
        )


def validar_cpf(texto: str) -> None:
    cpf = so_digitos(texto)
    if len(cpf) != 11:
        raise ValidationError(
            f"O CPF tem 11 algarismos e este tem {len(cpf)}. Confira no documento.",
            code="cpf_tamanho",
        )
    if not conferir_cpf(cpf).valido:
        raise ValidationError(
            "Os dois últimos algarismos não combinam com o resto do CPF. Confira no documento.",
            code="cpf_digitos",
        )


def normalizar_processo(texto: str) -> str:
    """Maiúsculas, sem espaços; dezessete algarismos soltos ganham a máscara do Estado."""
    numero = re.sub(r"\s+", "", texto).upper()
    if re.fullmatch(r"[0-9]{17}", numero):
        return f"{numero[:3]}.{numero[3:11]}/{numero[11:15]}-{numero[15:]}"
    return numero


def validar_processo(texto: str) -> None:
    """Aceita qualquer máscara: cada órgão tem a sua. Dígitos errados são só aviso."""
    numero = normalizar_processo(texto)
    if not MASCARA_DE_PROCESSO.fullmatch(numero) or len(so_digitos(numero)) < 6:
        raise ValidationError(
            "Escreva o número do processo como o SEI mostra, por exemplo 015.00050511/2023-07.",
            code="processo_formato",
        )


@dataclass(frozen=True)
class NumeroConferido:
    """Um número de processo como se guarda, o que o impede e o que só chama a atenção."""

    numero: str
    erros: tuple[str, ...] = ()
    avisos: tuple[str, ...] = ()


def aviso_do_processo(texto: str) -> str:
    """Frase para quando os dígitos verificadores não batem; vazio se batem ou não há como saber."""
    numero = normalizar_processo(texto)
    valido, esperados = conferir_processo(numero)
    if valido is not False:
        return ""
    conta = "a conta usual" if PROCESSO_DO_ESTADO.fullmatch(numero) else "a conta do módulo 11"
    return (
        f"Confira o número {numero}: por {conta}, ele terminaria em {esperados}. "
        "Se está igual ao que o SEI mostra, pode seguir."
    )


def validar_mascara(texto: str) -> None:
    """O formato da numeração de uma instalação do SEI; a mensagem diz a posição do erro."""
    try:
        compilar(texto)
    except MascaraInvalida as erro:
        raise ValidationError(str(erro), code="mascara") from erro


def validar_base_do_sei(endereco: str) -> None:
    """O começo do endereço de um SEI: https, sem usuário, pergunta nem cerquilha."""
    partes = urlsplit(endereco) if endereco.isascii() and endereco.isprintable() else None
    if partes is None or partes.scheme != "https" or not partes.hostname:
        raise ValidationError(
            "O endereço do SEI começa com https:// e o nome do servidor. "
            "Copie da barra do navegador.",
            code="sei_https",
        )
    if "@" in partes.netloc or partes.query or partes.fragment or "\\" in endereco:
        raise ValidationError(
            "Deixe só o começo do endereço, até /sei: sem usuário, sem o que vem depois de ? ou #.",
            code="sei_sobra",
        )
    if not CAMINHO_DO_SEI.fullmatch(partes.path) or partes.path.endswith(".php"):
        raise ValidationError(
            "O endereço vai só até /sei, sem o nome de uma página. Apague o que vem depois.",
            code="sei_caminho",
        )


def normalizar_telefone(texto: str) -> str:
    """Só algarismos, sem o 55 do país; o ramal fica depois da palavra "ramal"."""
    numero, _, ramal = re.sub(r"(?i)\br(?:amal)?\b\.?:?", "#", texto, count=1).partition("#")
    numero = so_digitos(numero)
    if len(numero) in (12, 13) and numero.startswith("55"):
        numero = numero[2:]
    if len(numero) in (11, 12) and numero.startswith("0") and not numero.startswith("0800"):
        numero = numero[1:]
    return f"{numero} ramal {so_digitos(ramal)}" if so_digitos(ramal) else numero


def validar_telefone(texto: str) -> None:
    numero, _, ramal = normalizar_telefone(texto).partition(" ramal ")
    if re.fullmatch(r"0800[0-9]{6,7}", numero):
        return
    if len(numero) not in (10, 11):
        raise ValidationError(
            "Escreva o telefone com DDD, por exemplo (18) 3502-9000 ou (18) 99602-9000.",
            code="telefone_tamanho",
        )
    if numero[:2] not in DDDS:
        raise ValidationError(
            f"Não existe o DDD {numero[:2]}. Confira os dois primeiros algarismos.",
            code="telefone_ddd",
        )
    if not re.fullmatch(r"[2-5][0-9]{7}|9[0-9]{8}", numero[2:]):
        raise ValidationError(
            "Depois do DDD, o fixo tem oito algarismos e começa de 2 a 5; "
            "o celular tem nove e começa com 9. Confira o número.",
            code="telefone_numero",
        )
    if len(ramal) > 6:
        raise ValidationError("O ramal tem no máximo seis algarismos.", code="telefone_ramal")


def validar_cep(texto: str) -> None:
    cep = so_digitos(texto)
    if len(cep) != 8 or cep == "00000000":
        raise ValidationError(
            "O CEP tem oito algarismos, por exemplo 17800-000. "
            "Se não souber, procure pelo endereço no site dos Correios.",
            code="cep",
        )


def validar_codigo_ibge(codigo: str) -> None:
    valido, esperado = conferir_codigo_ibge(codigo)
    if not esperado:
        raise ValidationError(
            "O código do município no IBGE tem sete algarismos, por exemplo 3500105.",
            code="codigo_ibge_formato",
        )
    if not valido:
        raise ValidationError(
            f"O último algarismo do código {codigo} deveria ser {esperado}. "
            "Confira o código na lista do IBGE.",
            code="codigo_ibge_digito",
        )


def aviso_do_email(email: str) -> str:
    """Frase para quando o endereço é de provedor pessoal; vazio se não é."""
    dominio = email.rpartition("@")[2].lower()
    if dominio.partition(".")[0] not in PROVEDORES_PESSOAIS:
        return ""
    return (
        f"O endereço em {dominio} parece pessoal. Se houver um institucional, prefira: "
        "quem assumir a função depois continua recebendo as mensagens."
    )


def parece_caixa_de_setor(email: str) -> bool:
    """O nome antes do @ começa por um setor ou cargo: gabinete@, ti@, secretaria.saude@."""
    local = sem_acentos(email.partition("@")[0].lower())
    return re.split(r"[^a-z]+", local, maxsplit=1)[0] in NOMES_DE_SETOR


def recusar_cpf(texto: str) -> None:
    if tem_cpf(texto):
        raise ValidationError(
            "Há um CPF neste texto, e ele não se guarda aqui. Apague-o e envie de novo.", code="cpf"
        )
