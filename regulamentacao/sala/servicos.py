"""O que se grava na sala da minuta.

O que muda a minuta é chamado dentro de `fluxo.servicos.alterar_fatos`, com a
implantação travada. Comentários e notas não são fatos e se gravam à parte.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from regulamentacao.models import Minuta
from regulamentacao.sala.composicao import Trecho, artigos_do_assunto, ler_trechos
from regulamentacao.sala.documentos import DECRETO, MINUTA
from regulamentacao.sala.mesa import Mesa, ler_mesa
from regulamentacao.sala.models import (
    ArtigoEditado,
    ComentarioDoArtigo,
    NotaInterna,
    Redacao,
    RespostasDaTela,
    SalaDaMinuta,
)
from regulamentacao.sala.partes import TextoRecusado, ler_texto, sem_orfas, texto_editavel
from regulamentacao.sala.perguntas import Especie, Tela
from regulamentacao.servicos import ultima_minuta
from seicidades.comum.digitos import tem_cpf
from seicidades.comum.formatos import lista_e, quando
from seicidades.documentos import servicos as documentos
from seicidades.documentos.models import DocumentoGerado

SEM_CPF = "O texto parece conter um CPF. Retire o número e identifique a pessoa pelo nome e cargo."
TAMANHO_DO_TRECHO = 300
MUDOU = "mudou"


def mesa_de(implantacao) -> Mesa:
    return ler_mesa(implantacao, timezone.localdate())


def abrir_sala(implantacao) -> SalaDaMinuta:
    """A sala do município; a primeira gravação a abre, com o modelo que vale hoje."""
    if sala := SalaDaMinuta.objects.filter(implantacao=implantacao).first():
        return sala
    # Comentários não travam a implantação: duas pessoas podem abrir a sala no mesmo instante.
    em_vigor = documentos.versao_em_vigor(DECRETO)
    return SalaDaMinuta.objects.get_or_create(
        implantacao=implantacao, defaults={"versao_do_modelo": em_vigor}
    )[0]


# --- Respostas


def salvar_tela(
    implantacao, tela: Tela, dados: Mapping[str, Any], *, versao: int, por
) -> RespostasDaTela:
    """Grava as respostas de uma tela, se ninguém a gravou desde que a pessoa a abriu.

    Raises:
        ValidationError: outra pessoa gravou antes, ou há resposta que não se aceita.
    """
    for pergunta in tela.perguntas:
        if not pergunta.aceita(dados.get(pergunta.chave)):
            raise ValidationError({pergunta.chave: "Responda de novo: esta resposta não serve."})
        if pergunta.especie in (Especie.TEXTO, Especie.LINHAS):
            _recusar_cpf(pergunta.chave, str(dados[pergunta.chave]))
    sala = abrir_sala(implantacao)
    linha = _travada(sala.respostas, "esta tela", versao, tela=tela.chave)
    linha = linha or RespostasDaTela(sala=sala, tela=tela.chave, versao=0)
    linha.dados = {p.chave: dados[p.chave] for p in tela.perguntas}
    return _gravar(linha, por)


def _travada(linhas, o_que: str, versao: int, **quais):
    """A linha, se ainda é a que a pessoa viu; None, se ainda não há."""
    linha = linhas.select_related("salvo_por").filter(**quais).first()
    atual = linha.versao if linha else 0
    if atual != versao:
        raise ValidationError(_mudou(o_que, linha), code=MUDOU)
    return linha


def _mudou(o_que: str, linha) -> str:
    if linha is None:
        return f"Outra pessoa desfez {o_que} depois que você abriu a página. Salve de novo."
    return (
        f"{linha.salvo_por.nome_publico} gravou {o_que} {quando(linha.salvo_em, timezone.now())}, "
        "depois que você abriu a página. O que você escreveu continua aqui e ainda não foi "
        "gravado. Compare com o que está gravado, abaixo, e salve de novo se quiser trocar."
    )


def _gravar(linha, por):
    linha.versao += 1
    linha.salvo_por = por
    linha.save()
    return linha


def _recusar_cpf(campo: str | None, texto: str) -> None:
    if tem_cpf(texto):
        raise ValidationError({campo: SEM_CPF} if campo else SEM_CPF)


def trocar_modelo(implantacao) -> SalaDaMinuta:
    """Passa a sala para o texto que vale hoje; respostas e edições ficam."""
    sala = abrir_sala(implantacao)
    sala.versao_do_modelo = documentos.versao_em_vigor(DECRETO)
    sala.save(update_fields=["versao_do_modelo"])
    return sala


# --- Artigos editados à mão


def editar_artigo(implantacao, chave: str, texto: str, *, versao: int, por) -> ArtigoEditado:
    """Grava o artigo como a pessoa o escreveu.

    Raises:
        ValidationError: não se entende, não há este artigo, ou outra pessoa gravou antes.
    """
    sala = abrir_sala(implantacao)
    do_modelo = _do_modelo(implantacao, chave)
    try:
        partes = ler_texto(texto, do_modelo.classe)
    except TextoRecusado as recusa:
        raise ValidationError({"texto": recusa.problemas}) from recusa
    _recusar_cpf("texto", texto)
    linha = _travada(sala.editados, "este artigo", versao, chave=chave)
    linha = linha or ArtigoEditado(sala=sala, chave=chave, versao=0)
    linha.classe, linha.texto = do_modelo.classe, texto_editavel(partes)
    linha.do_modelo = do_modelo.texto
    return _gravar(linha, por)


def voltar_ao_modelo(implantacao, chave: str, *, versao: int) -> None:
    """Desfaz a edição: o artigo volta a ser o das respostas."""
    sala = abrir_sala(implantacao)
    if linha := _travada(sala.editados, "este artigo", versao, chave=chave):
        linha.delete()


def ficar_com_a_edicao(implantacao, chave: str, *, versao: int, por) -> None:
    """A pessoa leu o texto novo do modelo e prefere o dela: o aviso sai."""
    sala = abrir_sala(implantacao)
    if linha := _travada(sala.editados, "este artigo", versao, chave=chave):
        linha.do_modelo = _do_modelo(implantacao, chave).texto
        _gravar(linha, por)


def _do_modelo(implantacao, chave: str) -> Trecho:
    trecho = mesa_de(implantacao).do_modelo.get(chave)
    if trecho is None or not trecho.editavel:
        raise ValidationError("Este artigo saiu do decreto com as respostas de agora.")
    return trecho


# --- Versões e entrega


def ultima_redacao(implantacao) -> Redacao | None:
    redacoes = Redacao.objects.filter(sala__implantacao=implantacao)
    return redacoes.select_related("guardada_por").order_by("-numero").first()


def redacoes_de(implantacao) -> list[Redacao]:
    """Da mais nova à mais antiga, sem os textos, com as entregas de cada uma."""
    redacoes = Redacao.objects.filter(sala__implantacao=implantacao).order_by("-numero")
    redacoes = redacoes.select_related("guardada_por").defer("trechos", "respostas")
    return list(redacoes.prefetch_related("entregas"))


def documentos_das_redacoes(orgao) -> dict[int, DocumentoGerado]:
    """Versão → o que se gerou dela, o último pedido de cada uma."""
    gerados = DocumentoGerado.objects.filter(orgao=orgao, tipo=MINUTA.codigo).defer("contexto")
    gerados = gerados.select_related("pedido_por").prefetch_related("arquivos__arquivo")
    return {gerado.versao: gerado for gerado in gerados.order_by("pedido_em", "pk")}


def resumo_do_texto(trechos: Iterable[Trecho]) -> str:
    """O SHA-256 do que está escrito; a base legal e as perguntas não contam."""
    escrito = [[t.chave, [[p.classe, p.texto] for p in t.partes]] for t in trechos]
    return hashlib.sha256(json.dumps(escrito).encode()).hexdigest()


def guardar_redacao(implantacao, *, por) -> Redacao:
    """Guarda o decreto como está; se nada mudou desde a última versão, é ela."""
    sala = abrir_sala(implantacao)
    mesa = mesa_de(implantacao)
    trechos = [trecho.em_dados() for trecho in mesa.trechos]
    resumo = resumo_do_texto(mesa.trechos)
    ultima = ultima_redacao(implantacao)
    if ultima and ultima.resumo == resumo:
        return ultima
    return Redacao.objects.create(
        sala=sala,
        numero=ultima.numero + 1 if ultima else 1,
        trechos=trechos,
        respostas=mesa.dados,
        resumo=resumo,
        versao_do_modelo=sala.versao_do_modelo,
        guardada_por=por,
    )


def gerar_arquivos(redacao: Redacao, orgao, *, por) -> DocumentoGerado:
    """Põe na fila o PDF, o DOCX e o texto para o SEI desta versão.

    Raises:
        ValidationError: os de outra versão ainda estão sendo escritos.
    """
    trechos = ler_trechos(redacao.trechos)
    partes = [{"classe": p.classe, "texto": sem_orfas(p.texto)} for t in trechos for p in t.partes]
    documento = documentos.gerar_documento(
        MINUTA.codigo, orgao, por, contexto={"partes": partes}, versao=redacao.numero
    )
    if documento.versao != redacao.numero:
        raise ValidationError(
            f"Os arquivos da versão {documento.versao} ainda estão sendo escritos. "
            "Espere um minuto e peça de novo."
        )
    return documento


def entregar(
    implantacao, *, observacao: str, por, visto: str = "", hoje: date | None = None
) -> Minuta:
    """Guarda a versão de agora e a entrega à Prodesp como a minuta do município.

    Args:
        visto: o resumo do texto que a pessoa leu; vazio, se a página não o disse.

    Raises:
        ValidationError: faltam respostas ou elas se contradizem, o texto já não é o que a
            pessoa leu, ou esta mesma versão já foi entregue.
    """
    mesa = mesa_de(implantacao)
    if mesa.pendentes:
        titulos = lista_e(f"“{tela.titulo}”" for tela in mesa.pendentes[:3])
        outras = len(mesa.pendentes) - 3
        mais = f" e mais {outras}" if outras > 0 else ""
        raise ValidationError(
            f"Ainda há perguntas sem resposta: {titulos}{mais}. Responda e entregue de novo."
        )
    if mesa.contradicoes:
        raise ValidationError([contradicao.frase for contradicao in mesa.contradicoes])
    if visto and visto != resumo_do_texto(mesa.trechos):
        raise ValidationError(
            "O texto mudou depois que você abriu a página, e nada foi entregue. Leia o de agora, "
            "abaixo, e entregue de novo.",
            code=MUDOU,
        )
    redacao = guardar_redacao(implantacao, por=por)
    ultima = ultima_minuta(implantacao)
    if ultima and ultima.redacao_id == redacao.pk:
        raise ValidationError(
            f"A versão {redacao.numero} já foi entregue à Prodesp. Mude o texto antes de "
            "entregar de novo."
        )
    minuta = Minuta(
        implantacao=implantacao,
        versao=ultima.versao + 1 if ultima else 1,
        redacao=redacao,
        observacao=observacao,
        registrada_em=hoje or timezone.localdate(),
    )
    minuta.full_clean()
    minuta.save()
    return minuta


# --- Comentários e notas


def comentarios_de(implantacao) -> dict[str, list[ComentarioDoArtigo]]:
    """Trecho → conversa, na ordem. Uma consulta."""
    comentarios = ComentarioDoArtigo.objects.filter(sala__implantacao=implantacao)
    return _por_trecho(comentarios.select_related("autor", "resolvido_por").order_by("pk"))


def notas_de(implantacao) -> dict[str, list[NotaInterna]]:
    """Trecho → notas da Prodesp. Quem chama já conferiu que a pessoa é de lá."""
    notas = NotaInterna.objects.filter(sala__implantacao=implantacao)
    return _por_trecho(notas.select_related("autor").order_by("pk"))


def _por_trecho(linhas: Iterable) -> dict[str, list]:
    por_trecho: dict[str, list] = {}
    for linha in linhas:
        por_trecho.setdefault(linha.chave, []).append(linha)
    return por_trecho


@transaction.atomic
def comentar(implantacao, chave: str, texto: str, *, por, da_prodesp: bool) -> ComentarioDoArtigo:
    _recusar_cpf("texto", texto)
    return ComentarioDoArtigo.objects.create(
        sala=abrir_sala(implantacao), chave=chave, texto=texto, autor=por, da_prodesp=da_prodesp
    )


@transaction.atomic
def anotar(implantacao, chave: str, texto: str, *, por) -> NotaInterna:
    _recusar_cpf("texto", texto)
    return NotaInterna.objects.create(
        sala=abrir_sala(implantacao), chave=chave, texto=texto, autor=por
    )


def resolver(comentario: ComentarioDoArtigo, *, por) -> bool:
    """Marca como resolvido, uma vez só; falso, se já estava."""
    abertos = ComentarioDoArtigo.objects.filter(pk=comentario.pk, resolvido_em=None)
    return bool(abertos.update(resolvido_em=timezone.now(), resolvido_por=por))


# --- Para a conferência dos assuntos


def propostas_da_minuta(implantacao) -> dict[str, tuple[str, str]]:
    """Assunto → (artigos, começo do texto), pela versão entregue ou, sem ela, pela última."""
    minuta = ultima_minuta(implantacao)
    redacao = minuta.redacao if minuta and minuta.redacao_id else ultima_redacao(implantacao)
    if redacao is None:
        return {}
    achados = artigos_do_assunto(ler_trechos(redacao.trechos))
    return {assunto: _proposta(artigos) for assunto, artigos in achados.items()}


def _proposta(artigos: list[Trecho]) -> tuple[str, str]:
    numeros = [artigo.rotulo.removeprefix("Art. ") for artigo in artigos]
    onde = f"art. {numeros[0]}" if len(numeros) == 1 else f"arts. {lista_e(numeros)}"
    trecho = " ".join(texto for _, texto in artigos[0].linhas)
    if len(trecho) > TAMANHO_DO_TRECHO:
        trecho = f"{trecho[:TAMANHO_DO_TRECHO].rsplit(' ', 1)[0]}…"
    return onde, trecho
