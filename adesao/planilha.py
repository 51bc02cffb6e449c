"""Um CSV de passos de assinatura: o que cada linha diz, e o que ela muda numa cidade."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby

from django.core.exceptions import ValidationError

from adesao import assinaturas, servicos
from adesao.estados import Passo, efetivos
from adesao.instrumentos import conferir_acordo_depois
from adesao.itens import item_da_assinatura, item_do_instrumento
from adesao.models import Instrumento, NivelDeAssinatura, PlanilhaDeAssinaturas, Signatario
from seicidades.comum.formatos import sem_acentos, so_digitos
from seicidades.comum.tabela_csv import CelulaRecusada, Linha, Problema, ler_csv
from seicidades.contas.models import Usuario
from seicidades.fluxo.models import Implantacao
from seicidades.fluxo.nucleo.comandos import Canal
from seicidades.fluxo.servicos import ImplantacaoOcupada, Recusado, alterar_fatos
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
_CAMPOS_DA_LINHA = {
    "ocorreu_em": "dia",
    "pedido_em": "dia",
    "liberado_em": "dia",
    "desativado_em": "dia",
}


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
    def item(self) -> str:
        if self.passo in DO_CADASTRO:
            return self.passo
        if self.passo == Passo.ASSINADA:
            return item_da_assinatura(self.signatario)
        return item_do_instrumento(self.signatario.instrumento)


@dataclass
class Resultado:
    """O que se achou ou se fez: linhas com efeito, e o que impede."""

    linhas: list[dict] = field(default_factory=list)
    problemas: list[Problema] = field(default_factory=list)

    @property
    def mudancas(self) -> int:
        return sum(linha["muda"] for linha in self.linhas)


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
            problemas.append(_problema(linha, "codigo_ibge", motivo, saida, "cidade"))


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
            problemas.append(_problema(linha, "documento_sei", motivo, saida, "documento"))
        else:
            motivo = f"Ninguém com esse nome assina {instrumento}."
            saida = "Escreva o nome como está na página do instrumento."
            problemas.append(_problema(linha, "nome", motivo, saida, "nome"))
        linha.implantacao = None


def _de_nome(instrumento: Instrumento, nome: str) -> Signatario | None:
    procurado = sem_acentos(nome).lower()
    ativos = [s for s in instrumento.signatarios.all() if not s.substituido_em]
    return next((s for s in ativos if sem_acentos(s.nome).lower() == procurado), None)


def _problema(linha: LinhaLida, coluna: str, motivo: str, saida: str, codigo: str) -> Problema:
    return Problema(codigo, motivo, saida, linha.numero, coluna)


# --- Aplicar


def percorrer(planilha: PlanilhaDeAssinaturas) -> Resultado:
    """Grava cada cidade pelos seus itens. Quem chama decide se o que se gravou fica.

    Raises:
        ArquivoRecusado: se nem dá para ler.
    """
    por = planilha.enviada_por
    lidas, problemas = ler(planilha.conteudo, por)
    resultado = Resultado(problemas=problemas)
    em_ordem = sorted(lidas, key=lambda x: (x.implantacao.pk, x.numero))
    for _, da_cidade in groupby(em_ordem, key=lambda x: x.implantacao.pk):
        for item, linhas in groupby(da_cidade, key=lambda x: x.item):
            _aplicar_grupo(planilha, item, list(linhas), resultado)
    return resultado


def _aplicar_grupo(
    planilha: PlanilhaDeAssinaturas, item: str, linhas: list[LinhaLida], resultado: Resultado
) -> None:
    for linha in linhas:
        _reler(linha)
    if all(_igual(linha) for linha in linhas):
        resultado.linhas += [_em_dado(linha, muda=False) for linha in linhas]
        return
    feitas, atual = [], linhas[0]
    try:
        with _alterando(planilha, item, linhas[0].implantacao) as registro:
            for atual in linhas:
                _reler(atual)
                muda = not _igual(atual)
                if muda:
                    _aplicar(atual, planilha.enviada_por)
                feitas.append(_em_dado(atual, muda=muda))
            registro.ocorreu_em = max(linha.dia for linha in linhas)
    except ValidationError as erro:
        resultado.problemas += _do_erro(atual, erro)
    except Recusado as recusado:
        resultado.problemas += [
            _problema(linhas[0], "passo", r.mensagem, r.saida, r.codigo) for r in recusado.recusas
        ]
    except ImplantacaoOcupada as ocupada:
        resultado.problemas.append(
            _problema(linhas[0], "codigo_ibge", str(ocupada), "Envie de novo.", "ocupada")
        )
    else:
        resultado.linhas += feitas


def _alterando(planilha: PlanilhaDeAssinaturas, item: str, implantacao: Implantacao):
    definicao = implantacao.roteiro.itens[item]
    nome = definicao.papel if definicao.lado == "municipio" else definicao.lado
    por_si = definicao.lado == "prodesp"
    return alterar_fatos(
        implantacao,
        planilha.enviada_por,
        item,
        "Planilha de assinaturas.",
        em_nome_de="" if por_si else str(nome),
        origem=Canal.CARGA if por_si else Canal.SEI,
        comprovacao=planilha.fonte,
    )


def _reler(linha: LinhaLida) -> None:
    """A linha de cima pode ter mudado a mesma assinatura."""
    if linha.signatario:
        lidos = Signatario.objects.select_related(
            "instrumento__tipo",
            "instrumento__publicacao",
            "instrumento__implantacao__orgao",
            "representante__cadastro_externo",
        )
        linha.signatario = lidos.get(pk=linha.signatario.pk)


def _igual(linha: LinhaLida) -> bool:
    """O que a linha diz já está registrado."""
    if linha.passo in DO_CADASTRO:
        cadastro = _cadastro(linha.implantacao)
        campo = "pedido_em" if linha.passo == PEDIDO else "liberado_em"
        return getattr(cadastro, campo, None) == linha.dia
    if linha.passo == Passo.ASSINADA:
        codigos = {n: linha.valores[n] for n in CODIGOS if n in linha.valores}
        iguais = all(getattr(linha.signatario, n) == v for n, v in codigos.items())
        return linha.signatario.assinado_em == linha.dia and iguais
    feitos = efetivos(assinaturas.movimentos_de(linha.signatario))
    return any(m.passo == linha.passo and m.ocorreu_em == linha.dia for m in feitos)


def _cadastro(implantacao: Implantacao):
    return getattr(servicos.representante_atual(implantacao), "cadastro_externo", None)


def _aplicar(linha: LinhaLida, por: Usuario) -> None:
    valores = linha.valores
    if linha.passo == PEDIDO:
        servicos.pedir_cadastro_externo(linha.implantacao, pedido_em=linha.dia, por=por)
    elif linha.passo == LIBERADO:
        servicos.liberar_cadastro_externo(linha.implantacao, liberado_em=linha.dia, por=por)
    elif linha.passo == Passo.ASSINADA:
        _assinar(linha, por)
    else:
        validade = {n: valores.get(n) for n in ("validade_dias_uteis", "vale_ate")}
        assinaturas.registrar_passo(
            linha.signatario, Passo(linha.passo), ocorreu_em=linha.dia, por=por, **validade
        )


def _assinar(linha: LinhaLida, por: Usuario) -> None:
    signatario = linha.signatario
    if signatario.assinado_em != linha.dia:
        assinaturas.registrar_passo(signatario, Passo.ASSINADA, ocorreu_em=linha.dia, por=por)
        papel = signatario.instrumento.tipo.papel_no_fluxo
        conferir_acordo_depois(linha.implantacao, papel)
    codigos = {n: linha.valores[n] for n in CODIGOS if n in linha.valores}
    if codigos:
        atuais = {n: getattr(signatario, n) for n in CODIGOS}
        assinaturas.registrar_conferencia(signatario, por=por, **atuais | codigos)


def _do_erro(linha: LinhaLida, erro: ValidationError) -> Iterator[Problema]:
    if not hasattr(erro, "error_dict"):
        yield from (_da_frase(linha, "passo", frase) for frase in erro.messages)
        return
    for campo, frases in erro.message_dict.items():
        coluna = _CAMPOS_DA_LINHA.get(campo, campo if campo in COLUNAS else "passo")
        yield from (_da_frase(linha, coluna, frase) for frase in frases)


def _da_frase(linha: LinhaLida, coluna: str, frase: str) -> Problema:
    """A frase da regra já diz a saída: fica depois do primeiro ponto."""
    motivo, ponto, saida = frase.partition(". ")
    saida = saida or "Corrija a célula e envie de novo."
    return _problema(linha, coluna, motivo + (ponto and "."), saida, "regra")


def _em_dado(linha: LinhaLida, *, muda: bool) -> dict:
    """Como a prévia guarda uma linha."""
    signatario = linha.signatario
    return {
        "linha": linha.numero,
        "cidade": linha.implantacao.orgao.municipio.nome,
        "onde": str(signatario.instrumento) if signatario else "Usuário externo",
        "quem": signatario.nome if signatario else "",
        "passo": ROTULOS.get(linha.passo, linha.passo),
        "dia": f"{linha.dia:%d/%m/%Y}",
        "muda": muda,
    }


def modelo() -> Iterable[tuple[str, ...]]:
    """As linhas de exemplo do modelo, com todas as colunas."""
    return [(*e, *[""] * (len(COLUNAS) - len(e))) for e in EXEMPLOS]
