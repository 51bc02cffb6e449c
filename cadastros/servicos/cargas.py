"""Arquivos de carga: do envio à gravação, e de volta ao arquivo que o SEI lê."""

import hashlib
import json
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import PurePath

from django.core.exceptions import ValidationError
from django.utils import timezone

from cadastros.models import Carga, RascunhoDeCarga, TipoDeCarga
from cadastros.servicos.comparacao import Diferenca, Registro, comparar, valores
from cadastros.servicos.leitura import guardar_linhas, ler_rascunho, unidades_conhecidas
from cadastros.servicos.linhas import gravar_linhas, pessoas_por_unidade, registros_de
from cadastros.sigilo import cifrar, cifrar_cpfs
from cadastros.validacao import (
    UNIDADE_GLOBAL,
    Conferencia,
    Leitura,
    Linha,
    Problema,
    Unidade,
    aplicar,
    comparavel,
    de_cima_para_baixo,
    examinar_unidades,
    examinar_usuarios,
    texto_das_unidades,
    texto_dos_usuarios,
)
from cadastros.validacao.tipos import aviso, em_lista, em_ordem
from seicidades.comum.digitos import tem_cpf
from seicidades.comum.insercao import sem_coleta
from seicidades.comum.papeis import Papel
from seicidades.contas.permissoes import papeis_de

VALIDADE_DO_RASCUNHO = timedelta(hours=24)
# O papel que responde pelo item de cada arquivo: é dele o que foi enviado.
RESPONSAVEL = {TipoDeCarga.UNIDADES: Papel.GESTOR_SEI, TipoDeCarga.USUARIOS: Papel.GESTOR_TI}


@dataclass(frozen=True)
class Previa:
    """O que aconteceria se o arquivo fosse gravado agora."""

    tipo: str
    conferencia: Conferencia
    atual: Carga | None
    diferenca: Diferenca
    digest: str

    @property
    def igual(self) -> bool:
        """O conteúdo é o mesmo da versão em vigor: gravar não muda nada.

        Se as linhas dela já se apagaram, gravar as traz de volta: é versão nova.
        """
        return self.atual is not None and self.atual.digest == self.digest and not self.sem_base

    @property
    def sem_base(self) -> bool:
        """As linhas em vigor já foram apagadas: não se sabe quem entra nem quem sai."""
        return self.atual is not None and self.atual.sem_linhas

    @property
    def pede_conferencia(self) -> bool:
        return bool(self.conferencia.avisos) and not self.igual

    @cached_property
    def marca(self) -> str:
        """Muda se o que a pessoa viu já não é o que seria gravado."""
        versao = self.atual.versao if self.atual else 0
        visto = json.dumps([versao, self.digest, [p.mensagem for p in self.conferencia.problemas]])
        return hashlib.sha256(visto.encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Gravacao:
    """A versão em vigor depois de gravar; `mudou` é falso se o conteúdo era o mesmo."""

    carga: Carga
    mudou: bool


def ve_o_enviado(pessoa, orgao, tipo: str) -> bool:
    """Só o papel que responde pelo arquivo e a gerência da cidade; os demais, as contagens.

    As linhas de usuários seguem a mesma regra; as de unidades não têm dado pessoal.
    """
    return not papeis_de(pessoa, orgao).isdisjoint({RESPONSAVEL[tipo], Papel.GERENTE})


def vigente(implantacao, tipo: str) -> Carga | None:
    vigentes = Carga.objects.vigentes().sem_conteudo()
    return vigentes.filter(implantacao=implantacao, tipo=tipo).first()


# Rascunho


def guardar_rascunho(implantacao, tipo: str, nome: str, conteudo: bytes, por) -> RascunhoDeCarga:
    """Guarda o arquivo enviado até a pessoa gravar ou ele vencer. Troca o anterior dela."""
    RascunhoDeCarga.objects.filter(implantacao=implantacao, tipo=tipo, criado_por=por).delete()
    agora = timezone.now()
    return RascunhoDeCarga.objects.create(
        implantacao=implantacao,
        tipo=tipo,
        nome_do_arquivo=_nome_guardavel(nome),
        conteudo_cifrado=cifrar(conteudo),
        criado_por=por,
        criado_em=agora,
        expira_em=agora + VALIDADE_DO_RASCUNHO,
    )


def _nome_guardavel(nome: str) -> str:
    """O nome vai a páginas e à administração: com CPF dentro, troca-se."""
    return "planilha" + PurePath(nome).suffix if tem_cpf(nome) else nome[:200]


def restaurar(carga: Carga, por) -> RascunhoDeCarga:
    """Um rascunho com o conteúdo de uma versão gravada; só vale depois da prévia.

    Se o arquivo enviado já se apagou, vale o que se escreveria para o SEI.
    """
    enviado = texto_para_o_sei(carga).encode() if carga.apagada_em else carga.original
    rascunho = guardar_rascunho(carga.implantacao, carga.tipo, carga.nome_do_arquivo, enviado, por)
    linhas = [Linha(r.linha, ["", *valores(r)]) for r in registros_de(carga)]
    rascunho.restaurada_de = carga.versao
    rascunho.save(update_fields=["restaurada_de"])
    guardar_linhas(rascunho, linhas, ())
    return rascunho


def rascunhos_de(implantacao, pessoa):
    """Os que a pessoa enviou e ainda pode gravar."""
    vivos = RascunhoDeCarga.objects.vivos(timezone.now())
    return vivos.filter(implantacao=implantacao, criado_por=pessoa)


def apagar_rascunhos_vencidos(agora: datetime) -> int:
    """Devolve quantos apagou."""
    return RascunhoDeCarga.objects.vencidos(agora).delete()[0]


# Prévia


def prever(rascunho: RascunhoDeCarga) -> Previa:
    """Confere o arquivo contra o que está gravado agora; não escreve nada."""
    atual = vigente(rascunho.implantacao, rascunho.tipo)
    with sem_coleta():
        conferencia = conferir(rascunho, ler_rascunho(rascunho))
    if rascunho.tipo == TipoDeCarga.UNIDADES:
        conferencia = _com_avisos(conferencia, _quem_perde_a_unidade(rascunho, conferencia))
    registros = conferencia.registros
    diferenca = comparar(registros_de(atual) if atual else [], registros, rascunho.tipo)
    return Previa(rascunho.tipo, conferencia, atual, diferenca, digest_de(registros))


def conferir(rascunho: RascunhoDeCarga, leitura: Leitura) -> Conferencia:
    if rascunho.tipo == TipoDeCarga.UNIDADES:
        return examinar_unidades(leitura)
    return examinar_usuarios(leitura, unidades_conhecidas(rascunho.implantacao))


def consertar(rascunho: RascunhoDeCarga, codigos: Collection[str]) -> int:
    """Aplica ao rascunho os consertos propostos desses códigos; devolve quantos."""
    leitura = ler_rascunho(rascunho)
    mendas = [m for m in conferir(rascunho, leitura).mendas if m.codigo in codigos]
    if mendas:
        apagadas = {m.linha for m in mendas if m.coluna is None}
        problemas = [p for p in leitura.problemas if p.linha not in apagadas]
        guardar_linhas(rascunho, aplicar(leitura.linhas, mendas), problemas)
    return len(mendas)


def _com_avisos(conferencia: Conferencia, avisos: Sequence[Problema]) -> Conferencia:
    if not avisos:
        return conferencia
    return replace(conferencia, problemas=em_ordem([*conferencia.problemas, *avisos]))


def _quem_perde_a_unidade(rascunho: RascunhoDeCarga, conferencia: Conferencia) -> list[Problema]:
    usuarios = vigente(rascunho.implantacao, TipoDeCarga.USUARIOS)
    if usuarios is None or not conferencia.aceita:
        return []
    orfas = unidades_orfas(usuarios, [u.sigla for u in conferencia.registros])
    if not orfas:
        return []
    return [
        aviso(
            "usuarios_sem_unidade",
            f"{_pessoas(sum(orfas.values()))} em unidades que não estão neste arquivo: "
            f"{em_lista(sorted(orfas))}.",
            "Se está certo, grave e depois corrija o arquivo de usuários.",
        )
    ]


def _pessoas(quantas: int) -> str:
    return "Há 1 pessoa" if quantas == 1 else f"Há {quantas} pessoas"


def digest_de(registros: Sequence[Registro]) -> str:
    """SHA-256 do conteúdo, que não muda com separador, codificação ou fim de linha."""
    conteudo = json.dumps(list(map(valores, registros)), ensure_ascii=False)
    return hashlib.sha256(conteudo.encode()).hexdigest()


# Gravação


def gravar(
    implantacao, rascunho: RascunhoDeCarga, por, *, marca: str, avisos_conferidos: bool
) -> Gravacao:
    """Grava o arquivo inteiro ou nada. Chame dentro de `alterar_fatos`.

    Args:
        marca: a da prévia que a pessoa viu.

    Raises:
        ValidationError: se há erros, se a prévia mudou ou se faltou conferir avisos.
    """
    previa = prever(rascunho)
    _recusar_se_nao_pode(previa, marca, avisos_conferidos)
    if previa.igual:
        rascunho.delete()
        return Gravacao(previa.atual, mudou=False)
    carga = _gravar_versao(implantacao, rascunho, previa, por)
    if carga.tipo == TipoDeCarga.UNIDADES:
        _recontar_usuarios_sem_unidade(implantacao, previa.conferencia.registros)
    rascunho.delete()
    return Gravacao(carga, mudou=True)


def _recusar_se_nao_pode(previa: Previa, marca: str, avisos_conferidos: bool) -> None:
    if erros := len(previa.conferencia.erros):
        quantos = "1 erro" if erros == 1 else f"{erros} erros"
        raise ValidationError(
            f"O arquivo tem {quantos} e nada foi gravado. Corrija na planilha e envie de novo.",
            code="com_erros",
        )
    if previa.igual:
        return
    if marca != previa.marca:
        raise ValidationError(
            "Depois que você abriu esta página, outra versão foi gravada ou a conferência mudou. "
            "Leia de novo o resultado abaixo e confirme.",
            code="previa_mudou",
        )
    if previa.conferencia.avisos and not avisos_conferidos:
        raise ValidationError(
            "Há avisos neste arquivo. Leia cada um e marque que conferiu.", code="avisos"
        )


def _gravar_versao(implantacao, rascunho: RascunhoDeCarga, previa: Previa, por) -> Carga:
    conteudo = rascunho.conteudo
    carga = Carga.objects.create(
        implantacao=implantacao,
        tipo=previa.tipo,
        versao=previa.atual.versao + 1 if previa.atual else 1,
        quantidade=len(previa.conferencia.registros),
        avisos=len(previa.conferencia.avisos),
        avisos_por_codigo=Counter(p.codigo for p in previa.conferencia.avisos),
        restaurada_de=rascunho.restaurada_de,
        digest=previa.digest,
        nome_do_arquivo=rascunho.nome_do_arquivo,
        sha256=hashlib.sha256(conteudo).hexdigest(),
        original_cifrado=rascunho.conteudo_cifrado,
        cpfs_cifrados=_cpfs_cifrados(previa),
        gravada_por=por,
    )
    gravar_linhas(carga, previa.conferencia.registros)
    return carga


def _cpfs_cifrados(previa: Previa) -> bytes | None:
    if previa.tipo != TipoDeCarga.USUARIOS:
        return None
    return cifrar_cpfs({u.linha: u.cpf for u in previa.conferencia.registros if u.cpf})


def _recontar_usuarios_sem_unidade(implantacao, unidades: Sequence[Unidade]) -> None:
    usuarios = vigente(implantacao, TipoDeCarga.USUARIOS)
    if usuarios is None:
        return
    usuarios.usuarios_sem_unidade = sum(
        unidades_orfas(usuarios, [u.sigla for u in unidades]).values()
    )
    usuarios.save(update_fields=["usuarios_sem_unidade"])


def unidades_orfas(usuarios: Carga, siglas: Sequence[str]) -> dict[str, int]:
    """Quantos usuários há em cada unidade que não está entre as siglas."""
    conhecidas = {comparavel(s) for s in siglas} | {UNIDADE_GLOBAL}
    return {
        sigla: quantas
        for sigla, quantas in pessoas_por_unidade(usuarios).items()
        if comparavel(sigla) not in conhecidas
    }


# Leitura e saída


def siglas_das_unidades(implantacao) -> list[str]:
    carga = vigente(implantacao, TipoDeCarga.UNIDADES)
    if carga is None:
        return []
    return list(carga.unidades.values_list("sigla", flat=True).order_by("linha"))


def registros_para_o_sei(carga: Carga) -> list[Registro]:
    """Superiores antes de subordinadas, e cada usuário na sigla atual da unidade."""
    registros = registros_de(carga)
    if carga.tipo == TipoDeCarga.UNIDADES:
        return de_cima_para_baixo(registros)
    atuais = {comparavel(s): s for s in siglas_das_unidades(carga.implantacao)}
    return [u._replace(unidade=atuais.get(comparavel(u.unidade), u.unidade)) for u in registros]


def texto_para_o_sei(carga: Carga) -> str:
    """O arquivo no leiaute publicado."""
    registros = registros_para_o_sei(carga)
    if carga.tipo == TipoDeCarga.UNIDADES:
        return texto_das_unidades(registros)
    return texto_dos_usuarios(registros)
