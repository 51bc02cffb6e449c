"""Guardar, servir e expurgar evidências e o que o programa escreve."""

import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from itertools import islice

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction
from django.utils import timezone

from seicidades.comum.papeis import Papel
from seicidades.contas.permissoes import Permissao, papeis_de, pode
from seicidades.documentos.cofre import Guardado, Recebido, cofre
from seicidades.documentos.models import Arquivo, DocumentoGerado
from seicidades.documentos.reconhecimento import TODOS, Reconhecido, Recusa, Tipo, reconhecer
from seicidades.documentos.reconhecimento.nomes import higienizar
from seicidades.municipios.models import Orgao

DIA_EM_SEGUNDOS = 24 * 60 * 60
LOTE = 500


@dataclass(frozen=True, slots=True)
class Limpeza:
    """Quanto havia para limpar: conteúdos sem linha no banco e temporários velhos."""

    conteudos: int
    temporarios: int


def conferir(upload, *, tipos: Iterable[Tipo] = TODOS) -> Reconhecido:
    """Apura nome, tipo e tamanho de um envio, sem guardar nada.

    Raises:
        ValidationError: com o que há de errado, o limite e a saída.
    """
    nome = upload.name or ""
    try:
        return reconhecer(upload, nome, limite_mb=settings.TAMANHO_MAXIMO_MB, tipos=tipos)
    except Recusa as recusa:
        motivo = recusa.motivo
        frase = motivo.frase(higienizar(nome), tipos)
        raise ValidationError(frase, code=motivo.codigo) from recusa
    finally:
        upload.seek(0)


def guardar(
    orgao: Orgao, upload, por, *, papeis: Iterable[Papel] = (), tipos: Iterable[Tipo] = TODOS
) -> Arquivo:
    """Guarda um envio no cofre do órgão. Quem chama já conferiu a permissão.

    Args:
        upload: arquivo recebido em um formulário, ou qualquer `File` com nome.
        papeis: se houver, só eles e quem administra o órgão podem baixar.
        tipos: os aceitos aqui.

    Raises:
        ValidationError: se o arquivo não for aceito; nada é guardado.
    """
    return guardar_varios(orgao, [upload], por, papeis=papeis, tipos=tipos)[0]


def guardar_varios(
    orgao: Orgao,
    uploads: Sequence,
    por,
    *,
    papeis: Iterable[Papel] = (),
    tipos: Iterable[Tipo] = TODOS,
) -> list[Arquivo]:
    """Guarda todos ou nenhum, na ordem recebida.

    O mesmo conteúdo, com o mesmo nome, da mesma pessoa e para os mesmos papéis
    já está guardado: devolve a linha que há, e repetir um envio não muda nada.

    Se a transação de fora for desfeita, as linhas somem com ela; os bytes que
    já estavam no lugar ficam sem dono até `limpar_orfaos`.

    Raises:
        ValidationError: com uma mensagem por arquivo recusado.
    """
    tipos = tuple(tipos)
    conferidos = _conferir_todos(uploads, tipos)
    reservado_a = sorted({Papel(papel).value for papel in papeis})
    with ExitStack() as pilha:
        recebidos = [pilha.enter_context(cofre.receber(upload.chunks())) for upload in uploads]
        with transaction.atomic():
            # Em ordem, para que dois envios cruzados não esperem um pelo outro.
            for sha256 in sorted({recebido.sha256 for recebido in recebidos}):
                _travar(Guardado(orgao.pk, sha256))
            return [
                _registrar(orgao, conferido, recebido, por, reservado_a)
                for conferido, recebido in zip(conferidos, recebidos, strict=True)
            ]


def guardar_escrito(orgao: Orgao, conteudo: bytes, *, nome: str, tipo: Tipo, por) -> Arquivo:
    """Guarda no cofre o que o programa escreveu; o nome recebe a extensão do tipo.

    Não passa por reconhecimento: quem escreveu sabe o que é, e o HTML, que
    ninguém envia, só entra por aqui.
    """
    completo = higienizar(f"{nome}.{tipo.extensoes[0]}")
    conferido = Reconhecido(completo, tipo, len(conteudo))
    with cofre.receber([conteudo]) as recebido, transaction.atomic():
        _travar(Guardado(orgao.pk, recebido.sha256))
        return _registrar(orgao, conferido, recebido, por, [])


def _conferir_todos(uploads: Sequence, tipos: tuple[Tipo, ...]) -> list[Reconhecido]:
    conferidos, erros = [], []
    for upload in uploads:
        try:
            conferidos.append(conferir(upload, tipos=tipos))
        except ValidationError as erro:
            erros.append(erro)
    if erros:
        raise ValidationError(erros)
    return conferidos


def _registrar(
    orgao: Orgao, conferido: Reconhecido, recebido: Recebido, por, papeis: list[str]
) -> Arquivo:
    """A linha do envio. Com a trava do conteúdo na mão, o envio em dobro acha a primeira."""
    conteudo = cofre.assentar(recebido, orgao.pk)
    envio = {
        "orgao": orgao,
        "sha256": recebido.sha256,
        "nome": conferido.nome,
        "enviado_por": por,
        "papeis": papeis,
    }
    return Arquivo.objects.com_conteudo().filter(**envio).first() or Arquivo.objects.create(
        **envio, tipo=conferido.tipo.value, tamanho=recebido.tamanho, conteudo=conteudo
    )


def pode_baixar(usuario, arquivo: Arquivo) -> bool:
    """Quem vê o órgão baixa; o reservado, só os papéis listados e quem administra o órgão."""
    if not arquivo.reservado:
        return pode(usuario, Permissao.VER, arquivo.orgao)
    papeis = papeis_de(usuario, arquivo.orgao)
    return not papeis.isdisjoint(arquivo.papeis) or pode(
        usuario, Permissao.ADMINISTRAR, arquivo.orgao
    )


@transaction.atomic
def expurgar(arquivo: Arquivo, por, motivo: str) -> Arquivo:
    """Apaga os bytes e deixa a linha, com o resumo, quem expurgou e por quê.

    O expurgo é do conteúdo: alcança todo envio igual do mesmo órgão, senão os
    bytes continuariam lá. Apagam-se depois do commit. De um documento gerado
    saem também os dados com que foi escrito.

    Raises:
        PermissionDenied: se a pessoa não administra o órgão.
        ValidationError: se faltar o motivo ou o conteúdo já tiver sido expurgado.
    """
    if not pode(por, Permissao.ADMINISTRAR, arquivo.orgao):
        raise PermissionDenied("Só quem administra o órgão expurga os arquivos dele.")
    motivo = motivo.strip()
    if not motivo:
        raise ValidationError("Diga por que o conteúdo deve ser apagado.", code="motivo")
    guardado = Guardado(arquivo.orgao_id, arquivo.sha256)
    _travar(guardado)
    if not _com_dono(guardado).marcar_expurgo(por=por, motivo=motivo, em=timezone.now()):
        raise ValidationError(
            f"O conteúdo de “{arquivo.nome}” já tinha sido expurgado. Nada mudou.",
            code="expurgado",
        )
    _documentos_de(guardado).apagar_contexto()
    transaction.on_commit(partial(_descartar_sem_dono, guardado))
    arquivo.refresh_from_db()
    return arquivo


def limpar_orfaos(*, simular: bool = False) -> Limpeza:
    """Apaga o que ficou em disco sem linha no banco e os temporários de mais de um dia.

    Um envio em andamento segura a trava do seu conteúdo, que então é pulado.
    """
    orfaos = list(_orfaos())
    velhos = list(cofre.temporarios_anteriores(time.time() - DIA_EM_SEGUNDOS))
    if simular:
        return Limpeza(len(orfaos), len(velhos))
    for caminho in velhos:
        caminho.unlink(missing_ok=True)
    apagados = sum(_descartar_sem_dono(guardado, esperar=False) for guardado in orfaos)
    return Limpeza(apagados, len(velhos))


def _orfaos() -> Iterator[Guardado]:
    """O que está em disco sem linha que responda, perguntando ao banco aos lotes."""
    guardados = cofre.guardados()
    while lote := list(islice(guardados, LOTE)):
        com_dono = Arquivo.objects.com_conteudo().filter(sha256__in=[g.sha256 for g in lote])
        donos = {Guardado(*dono) for dono in com_dono.values_list("orgao_id", "sha256")}
        yield from (guardado for guardado in lote if guardado not in donos)


def _documentos_de(guardado: Guardado):
    """Os documentos gerados com este conteúdo: os dados com que saíram vão junto."""
    return DocumentoGerado.objects.filter(
        orgao_id=guardado.orgao_id, arquivos__arquivo__sha256=guardado.sha256
    )


def _com_dono(guardado: Guardado):
    """As linhas que ainda respondem por este conteúdo."""
    return Arquivo.objects.com_conteudo().filter(orgao_id=guardado.orgao_id, sha256=guardado.sha256)


@transaction.atomic
def _descartar_sem_dono(guardado: Guardado, *, esperar: bool = True) -> bool:
    """Apaga os bytes se ninguém mais responde por eles.

    Com a trava na mão, quem estava enviando o mesmo conteúdo já terminou e a
    linha dele aparece aqui.
    """
    if not _travar(guardado, esperar=esperar) or _com_dono(guardado).exists():
        return False
    cofre.descartar(guardado)
    return True


def _travar(guardado: Guardado, *, esperar: bool = True) -> bool:
    """Trava o conteúdo até o fim da transação; sem esperar, diz se conseguiu."""
    funcao = "pg_advisory_xact_lock" if esperar else "pg_try_advisory_xact_lock"
    chave = f"documentos:{guardado.orgao_id}:{guardado.sha256}"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {funcao}(hashtextextended(%s, 0))", [chave])
        return cursor.fetchone()[0] is not False
