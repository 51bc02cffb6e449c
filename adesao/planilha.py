"""O que as linhas de uma planilha de assinaturas mudam numa cidade."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from itertools import groupby

from django.core.exceptions import ValidationError

from adesao import assinaturas, externos, servicos
from adesao.estados import Passo, efetivos
from adesao.instrumentos import conferir_acordo_depois
from adesao.leitura_da_planilha import (
    CODIGOS,
    COLUNAS,
    DO_CADASTRO,
    LIBERADO,
    PEDIDO,
    ROTULOS,
    LinhaLida,
    apontar,
    ler,
)
from adesao.models import (
    CadastroExterno,
    Origem,
    PlanilhaDeAssinaturas,
    Signatario,
)
from seicidades.comum.tabela_csv import Problema
from seicidades.contas.models import Usuario
from seicidades.fluxo.models import Implantacao
from seicidades.fluxo.nucleo.comandos import Canal
from seicidades.fluxo.servicos import ImplantacaoOcupada, Recusado, alterar_fatos

_CAMPOS_DA_LINHA = {
    "ocorreu_em": "dia",
    "pedido_em": "dia",
    "liberado_em": "dia",
    "desativado_em": "dia",
}


@dataclass
class Resultado:
    """O que se achou ou se fez: linhas com efeito, e o que impede."""

    linhas: list[dict] = field(default_factory=list)
    problemas: list[Problema] = field(default_factory=list)

    @property
    def mudancas(self) -> int:
        return sum(linha["muda"] for linha in self.linhas)


def percorrer(
    planilha: PlanilhaDeAssinaturas,
    cada_cidade: Callable[[Callable[[], None]], None] = lambda gravar: gravar(),
) -> Resultado:
    """Grava cada cidade pelos seus itens. Quem chama decide se o que se gravou fica.

    Args:
        cada_cidade: recebe quem grava uma cidade e o chama, na transação que quiser.

    Raises:
        ArquivoRecusado: se nem dá para ler.
    """
    por = planilha.enviada_por
    lidas, problemas = ler(planilha.conteudo, por)
    resultado = Resultado(problemas=problemas)
    em_ordem = sorted(lidas, key=lambda x: (x.implantacao.pk, x.numero))
    for _, da_cidade in groupby(em_ordem, key=lambda x: x.implantacao.pk):
        cada_cidade(partial(_aplicar_cidade, planilha, list(da_cidade), resultado))
    return resultado


def _aplicar_cidade(
    planilha: PlanilhaDeAssinaturas, da_cidade: list[LinhaLida], resultado: Resultado
) -> None:
    for item, linhas in groupby(da_cidade, key=lambda x: x.item):
        _aplicar_grupo(planilha, item, list(linhas), resultado)


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
            apontar(linhas[0], "passo", r.mensagem, r.saida, r.codigo) for r in recusado.recusas
        ]
    except ImplantacaoOcupada as ocupada:
        resultado.problemas.append(
            apontar(linhas[0], "codigo_ibge", str(ocupada), "Envie de novo.", "ocupada")
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
            "pessoa__cadastro_externo",
        )
        linha.signatario = lidos.get(pk=linha.signatario.pk)


def _igual(linha: LinhaLida) -> bool:
    """O que a linha diz já está registrado."""
    if linha.passo in DO_CADASTRO:
        cadastro = _cadastro(linha)
        campo = "pedido_em" if linha.passo == PEDIDO else "liberado_em"
        return getattr(cadastro, campo, None) == linha.dia
    if linha.passo == Passo.ASSINADA:
        codigos = {n: linha.valores[n] for n in CODIGOS if n in linha.valores}
        iguais = all(getattr(linha.signatario, n) == v for n, v in codigos.items())
        return linha.signatario.assinado_em == linha.dia and iguais
    feitos = efetivos(assinaturas.movimentos_de(linha.signatario))
    return any(m.passo == linha.passo and m.ocorreu_em == linha.dia for m in feitos)


def _cadastro(linha: LinhaLida) -> CadastroExterno | None:
    de_outra = linha.signatario.quem if linha.signatario else None
    atual = None if linha.signatario else servicos.representante_atual(linha.implantacao)
    return assinaturas.cadastro_de(de_outra or atual)


def _aplicar(linha: LinhaLida, por: Usuario) -> None:
    valores = linha.valores
    if linha.passo == PEDIDO:
        externos.pedir_cadastro_externo(
            linha.implantacao, pedido_em=linha.dia, quem=_quem(linha), por=por
        )
    elif linha.passo == LIBERADO:
        externos.liberar_cadastro_externo(
            linha.implantacao, liberado_em=linha.dia, quem=_quem(linha), por=por
        )
    elif linha.passo == Passo.ASSINADA:
        _assinar(linha, por)
    else:
        validade = {n: valores.get(n) for n in ("validade_dias_uteis", "vale_ate")}
        assinaturas.registrar_passo(
            linha.signatario,
            Passo(linha.passo),
            ocorreu_em=linha.dia,
            por=por,
            origem=Origem.PLANILHA,
            **validade,
        )


def _quem(linha: LinhaLida) -> externos.Quem | None:
    """A outra pessoa que assina; `None`, se é quem representa a prefeitura."""
    if linha.signatario is None:
        return None
    return assinaturas.quem_assina(
        linha.signatario, servicos.representante_atual(linha.implantacao)
    )


def _assinar(linha: LinhaLida, por: Usuario) -> None:
    signatario = linha.signatario
    if signatario.assinado_em != linha.dia:
        assinaturas.registrar_passo(
            signatario, Passo.ASSINADA, ocorreu_em=linha.dia, por=por, origem=Origem.PLANILHA
        )
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
    return apontar(linha, coluna, motivo + (ponto and "."), saida, "regra")


def _em_dado(linha: LinhaLida, *, muda: bool) -> dict:
    """Como a prévia guarda uma linha."""
    signatario = linha.signatario
    return {
        "linha": linha.numero,
        "cidade": linha.implantacao.orgao.municipio.nome,
        "onde": "Usuário externo" if linha.passo in DO_CADASTRO else str(signatario.instrumento),
        "quem": signatario.nome if signatario else "",
        "passo": ROTULOS.get(linha.passo, linha.passo),
        "dia": f"{linha.dia:%d/%m/%Y}",
        "muda": muda,
    }
