"""Um CSV de passos de assinatura: o que cada linha diz, e de que cidade e pessoa fala."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from adesao import servicos
from adesao.assinaturas.pessoas import pelo_municipio
from adesao.estados import Passo
from adesao.itens import item_da_assinatura, item_do_instrumento
from adesao.models import (
    Instrumento,
    NivelDeAssinatura,
    Signatario,
)
from seicidades.comum.formatos import sem_acentos, so_digitos
from seicidades.comum.tabela_csv import CelulaRecusada, Linha, Problema, ler_csv
from seicidades.contas.models import Usuario
from seicidades.fluxo.models import Implantacao
from seicidades.municipios.celulas import CONVERSORES_DE_FERIADOS, CONVERSORES_DE_MUNICIPIOS

LIMITE_DE_LINHAS = 2000
PEDIDO, LIBERADO = "usuario_externo_pedido", "usuario_externo_liberado"
DO_CADASTRO = frozenset({PEDIDO, LIBERADO})
ROTULOS = {PEDIDO: "usuário externo pedido", LIBERADO: "usuário externo liberado"}
DA_ASSINATURA = frozenset({p.value for p in Passo} - {Passo.AGUARDA, Passo.DESFEITO})
CODIGOS = ("nivel", "codigo_verificador", "crc", "conferido_em")
OBRIGATORIAS = ("codigo_ibge", "passo", "dia")
COLUNAS = (
    *OBRIGATORIAS,
    "documento_sei",
    "nome",
    "validade_dias_uteis",
    "vale_ate",
    *CODIGOS,
)
EXEMPLOS = (
    ("3500105", PEDIDO, "02/03/2026"),
    ("3500105", LIBERADO, "04/03/2026"),
    ("3500105", "liberada", "09/03/2026", "6001234", "Ana Prado", "5"),
    (
        "3500105",
        "assinada",
        "11/03/2026",
        "6001234",
        "Ana Prado",
        "",
        "",
        "avancada",
        "6001234",
        "64ADCB9D",
        "12/03/2026",
    ),
)


# --- Ler


def _passo(texto: str) -> str:
    passo = sem_acentos(texto).lower().strip().replace(" ", "_")
    if passo not in DO_CADASTRO | DA_ASSINATURA:
        possiveis = ", ".join(sorted(DO_CADASTRO | DA_ASSINATURA))
        raise CelulaRecusada(
            "passo", f"“{texto}” não é um passo conhecido.", f"Escreva um destes: {possiveis}."
        )
    return passo


def _documento(texto: str) -> str:
    digitos = so_digitos(texto)
    if not 5 <= len(digitos) <= 12:
        raise CelulaRecusada(
            "documento",
            f"“{texto}” não é um número de documento do SEI.",
            "São de 5 a 12 algarismos, como aparecem na árvore do processo.",
        )
    return digitos


def _dias(texto: str) -> int:
    if not (texto.isascii() and texto.isdecimal() and int(texto[:4]) > 0 and len(texto) < 4):
        raise CelulaRecusada(
            "validade", f"“{texto}” não é um número de dias úteis.", "Escreva só algarismos."
        )
    return int(texto)


def _nivel(texto: str) -> str:
    nivel = sem_acentos(texto).lower()
    if nivel not in NivelDeAssinatura.values:
        raise CelulaRecusada(
            "nivel", f"“{texto}” não é um nível.", "Escreva simples, avançada ou qualificada."
        )
    return nivel


CONVERSORES = {
    "codigo_ibge": CONVERSORES_DE_MUNICIPIOS["codigo_ibge"],
    "passo": _passo,
    "dia": CONVERSORES_DE_FERIADOS["data"],
    "documento_sei": _documento,
    "nome": str,
    "validade_dias_uteis": _dias,
    "vale_ate": CONVERSORES_DE_FERIADOS["data"],
    "nivel": _nivel,
    "codigo_verificador": str,
    "crc": str.upper,
    "conferido_em": CONVERSORES_DE_FERIADOS["data"],
}


@dataclass
class LinhaLida:
    """Uma linha já convertida e, achados, a cidade e a pessoa que assina."""

    numero: int
    valores: Mapping[str, object]
    implantacao: Implantacao | None = None
    signatario: Signatario | None = None

    @property
    def passo(self) -> str:
        return self.valores["passo"]

    @property
    def dia(self) -> date:
        return self.valores["dia"]

    @property
    def nome(self) -> str:
        return self.valores.get("nome", "")

    @property
    def item(self) -> str:
        if self.passo in DO_CADASTRO:
            return self.passo
        if self.passo == Passo.ASSINADA:
            return item_da_assinatura(self.signatario)
        return item_do_instrumento(self.signatario.instrumento)


def ler(conteudo: bytes, por: Usuario) -> tuple[list[LinhaLida], list[Problema]]:
    """As linhas que dá para aplicar e os problemas das outras.

    Raises:
        ArquivoRecusado: se nem dá para ler.
    """
    tabela = ler_csv(conteudo, conhecidas=COLUNAS, obrigatorias=OBRIGATORIAS)
    problemas: list[Problema] = []
    if len(tabela.linhas) > LIMITE_DE_LINHAS:
        motivo = f"O arquivo tem {len(tabela.linhas)} linhas e o limite é {LIMITE_DE_LINHAS}."
        return [], [Problema("comprido", motivo, "Divida o arquivo e envie cada parte.")]
    lidas = [lida for linha in tabela.linhas if (lida := _converter(linha, problemas))]
    _achar_cidades(lidas, por, problemas)
    _achar_signatarios(lidas, problemas)
    _achar_pessoas(lidas, problemas)
    return [linha for linha in lidas if linha.implantacao], problemas


def _converter(linha: Linha, problemas: list[Problema]) -> LinhaLida | None:
    antes = len(problemas)
    valores = linha.converter(CONVERSORES, problemas)
    exigidas = list(OBRIGATORIAS)
    if valores.get("passo") in DA_ASSINATURA:
        exigidas += ["documento_sei", "nome"]
    for coluna in exigidas:
        if not linha.celulas.get(coluna):
            problemas.append(
                Problema(
                    "falta_dado",
                    "A célula está em branco.",
                    "Preencha-a ou tire a linha.",
                    linha.numero,
                    coluna,
                )
            )
    return LinhaLida(linha.numero, valores) if len(problemas) == antes else None


def _achar_cidades(lidas: list[LinhaLida], por: Usuario, problemas: list[Problema]) -> None:
    codigos = {linha.valores["codigo_ibge"] for linha in lidas}
    daqui = Implantacao.objects.visiveis_para(por).filter(
        orgao__tipo="prefeitura", orgao__municipio__codigo_ibge__in=codigos
    )
    achadas = {
        i.orgao.municipio.codigo_ibge: i
        for i in daqui.select_related("orgao__municipio", "versao").order_by("pk")
    }
    for linha in lidas:
        linha.implantacao = achadas.get(linha.valores["codigo_ibge"])
        if linha.implantacao is None:
            motivo = "A implantação desta cidade ainda não começou aqui."
            saida = "Inicie a implantação ou tire a linha."
            problemas.append(apontar(linha, "codigo_ibge", motivo, saida, "cidade"))


def _achar_signatarios(lidas: list[LinhaLida], problemas: list[Problema]) -> None:
    da_assinatura = [x for x in lidas if x.implantacao and x.passo in DA_ASSINATURA]
    documentos = {x.valores["documento_sei"] for x in da_assinatura}
    instrumentos = Instrumento.objects.vigentes().filter(documento_sei__in=documentos)
    lidos = instrumentos.select_related("tipo", "publicacao").prefetch_related("signatarios")
    por_chave = {(i.implantacao_id, i.documento_sei): i for i in lidos.order_by("pk")}
    for linha in da_assinatura:
        chave = (linha.implantacao.pk, linha.valores["documento_sei"])
        instrumento = por_chave.get(chave)
        linha.signatario = _de_nome(instrumento, linha.valores["nome"]) if instrumento else None
        if linha.signatario:
            continue
        if instrumento is None:
            motivo = f"Não há documento {chave[1]} nesta cidade."
            saida = "Confira o número, ou registre antes o documento."
            problemas.append(apontar(linha, "documento_sei", motivo, saida, "documento"))
        else:
            motivo = f"Ninguém com esse nome assina {instrumento}."
            saida = "Escreva o nome como está na página do instrumento."
            problemas.append(apontar(linha, "nome", motivo, saida, "nome"))
        linha.implantacao = None


def _achar_pessoas(lidas: list[LinhaLida], problemas: list[Problema]) -> None:
    """O cadastro é de quem representa a prefeitura ou, com nome, de outra pessoa que assina."""
    com_nome = [x for x in lidas if x.implantacao and x.passo in DO_CADASTRO and x.nome]
    for linha in com_nome:
        atual = servicos.representante_atual(linha.implantacao)
        if atual and _igual_sem_acentos(atual.nome, linha.nome):
            continue
        faltam = pelo_municipio(linha.implantacao)
        linha.signatario = next((s for s in faltam if _igual_sem_acentos(s.nome, linha.nome)), None)
        if linha.signatario is None:
            motivo = "Ninguém com esse nome falta assinar pelo município."
            saida = "Escreva o nome como está no instrumento; em branco, é de quem representa."
            problemas.append(apontar(linha, "nome", motivo, saida, "nome"))
            linha.implantacao = None


def _de_nome(instrumento: Instrumento, nome: str) -> Signatario | None:
    ativos = [s for s in instrumento.signatarios.all() if not s.substituido_em]
    return next((s for s in ativos if _igual_sem_acentos(s.nome, nome)), None)


def _igual_sem_acentos(um: str, outro: str) -> bool:
    return sem_acentos(um).lower() == sem_acentos(outro).lower()


def apontar(linha: LinhaLida, coluna: str, motivo: str, saida: str, codigo: str) -> Problema:
    return Problema(codigo, motivo, saida, linha.numero, coluna)


def modelo() -> Iterable[tuple[str, ...]]:
    """As linhas de exemplo do modelo, com todas as colunas."""
    return [(*e, *[""] * (len(COLUNAS) - len(e))) for e in EXEMPLOS]
