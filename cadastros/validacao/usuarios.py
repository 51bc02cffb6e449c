"""Regras do arquivo de usuários: 9 colunas, uma permissão por linha."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace

from cadastros.validacao.celulas import conferir_celulas, email_errado, email_valido
from cadastros.validacao.leiautes import (
    PERFIL_BASICO,
    PERFIL_COLABORADOR,
    PERFIS,
    UNIDADE_GLOBAL,
    USUARIOS,
    Coluna,
)
from cadastros.validacao.planilha import ler
from cadastros.validacao.tipos import (
    Conferencia,
    Problema,
    Usuario,
    aviso,
    comparavel,
    em_lista,
    em_ordem,
    erro,
)
from seicidades.comum.digitos import conferir_cpf

COLUNA: Mapping[str, Coluna] = USUARIOS.por_campo
ALGARISMOS_DO_CPF = 11
PERFIL_POR_FORMA = {comparavel(p): p for p in PERFIS}


def conferir_usuarios(conteudo: bytes, unidades: Iterable[str]) -> Conferencia[Usuario]:
    """Lê e confere o arquivo inteiro contra as siglas das unidades já gravadas."""
    leitura = ler(conteudo, USUARIOS)
    por_forma = {comparavel(sigla): sigla for sigla in unidades}
    problemas = list(leitura.problemas)
    if not por_forma:
        problemas.append(_sem_unidades())
    usuarios = []
    for linha in leitura.linhas:
        problemas += conferir_celulas(linha, USUARIOS)
        usuario = Usuario(linha.numero, *linha.celulas[1:])
        problemas += _conferir_campos(usuario)
        usuario, da_unidade = _conferir_unidade(usuario, por_forma)
        problemas += da_unidade
        usuarios.append(replace(usuario, cpf=algarismos_do_cpf(usuario.cpf)))
    problemas += _repetidos(usuarios)
    problemas += _faltas(usuarios, por_forma)
    return Conferencia(tuple(usuarios), em_ordem(problemas))


def algarismos_do_cpf(cpf: str) -> str:
    """O CPF sem pontos, traço e espaços."""
    return cpf.translate(str.maketrans("", "", ".- "))


def _conferir_campos(usuario: Usuario) -> Iterator[Problema]:
    if usuario.email and not email_valido(usuario.email):
        yield email_errado(usuario.linha, COLUNA["email"])
    if usuario.cpf:
        yield from _conferir_cpf(usuario)
    if usuario.perfil:
        yield from _conferir_perfil(usuario)


def _conferir_cpf(usuario: Usuario) -> Iterator[Problema]:
    digitos = algarismos_do_cpf(usuario.cpf)
    so_algarismos = digitos.isascii() and digitos.isdigit()
    if so_algarismos and conferir_cpf(digitos).valido:
        return
    if so_algarismos and len(digitos) < ALGARISMOS_DO_CPF:
        mensagem = (
            f"CPF: tem {len(digitos)} algarismos; a planilha deve ter comido zeros do começo."
        )
        saida = "Formate a coluna como texto e escreva os onze algarismos."
    else:
        mensagem = "CPF: os dígitos não conferem."
        saida = "Confira com a pessoa, ou deixe vazio se ela não usará o gov.br."
    yield erro("cpf", mensagem, saida, usuario.linha, COLUNA["cpf"])


def _conferir_perfil(usuario: Usuario) -> Iterator[Problema]:
    certo = PERFIL_POR_FORMA.get(comparavel(usuario.perfil))
    if certo is None:
        yield erro(
            "perfil",
            f"O perfil {usuario.perfil[:60]} não existe no SEI.",
            f"Use {PERFIL_BASICO} ou {PERFIL_COLABORADOR}, escritos exatamente assim.",
            usuario.linha,
            COLUNA["perfil"],
        )
    elif certo != usuario.perfil:
        yield erro(
            "perfil",
            f"O perfil {usuario.perfil} está escrito diferente de como o SEI o conhece.",
            f"Escreva {certo}.",
            usuario.linha,
            COLUNA["perfil"],
        )
    elif certo not in {PERFIL_BASICO, PERFIL_COLABORADOR}:
        yield aviso(
            "sem_basico",
            f"O perfil {certo} sozinho não basta: a pessoa precisa também do {PERFIL_BASICO}.",
            f"Deixe aqui {PERFIL_BASICO} e peça o outro perfil à Prodesp depois da carga.",
            usuario.linha,
            COLUNA["perfil"],
        )


def _conferir_unidade(
    usuario: Usuario, por_forma: Mapping[str, str]
) -> tuple[Usuario, list[Problema]]:
    if not usuario.unidade or usuario.unidade == UNIDADE_GLOBAL or not por_forma:
        return usuario, []
    sigla = por_forma.get(comparavel(usuario.unidade))
    if sigla is None:
        return usuario, [unidade_desconhecida(usuario.unidade, usuario.linha)]
    return replace(usuario, unidade=sigla), []


def unidade_desconhecida(sigla: str, linha: int) -> Problema:
    return erro(
        "unidade_desconhecida",
        f"A unidade {sigla[:60]} não está no arquivo de unidades. "
        "A pessoa ficaria sem permissão e não entraria no SEI.",
        "Corrija a sigla, ou acrescente a unidade ao arquivo de unidades e grave-o antes.",
        linha,
        COLUNA["unidade"],
    )


def _sem_unidades() -> Problema:
    return erro(
        "sem_unidades",
        "O arquivo de unidades ainda não foi gravado, e cada usuário precisa de uma unidade.",
        "Grave primeiro o arquivo de unidades; depois envie este de novo.",
    )


def _repetidos(usuarios: list[Usuario]) -> Iterator[Problema]:
    yield from _repetidos_em(
        usuarios,
        "sigla",
        lambda u, antes: erro(
            "sigla_repetida",
            f"A sigla {u.sigla} já está na linha {antes.linha}; cada linha cria uma pessoa.",
            "Apague a linha repetida. Outras permissões são dadas depois, em bloco, no SIP.",
            u.linha,
            COLUNA["sigla"],
        ),
    )
    yield from _repetidos_em(
        usuarios,
        "cpf",
        lambda u, antes: erro(
            "cpf_repetido",
            f"O CPF é o mesmo da linha {antes.linha}; o gov.br não saberia qual das duas entra.",
            "Confira de quem é o CPF e corrija a outra linha.",
            u.linha,
            COLUNA["cpf"],
        ),
    )
    yield from _repetidos_em(
        usuarios,
        "email",
        lambda u, antes: aviso(
            "email_repetido",
            f"O e-mail é o mesmo da linha {antes.linha}; quem entra pelo e-mail ficaria ambíguo.",
            "Prefira um endereço por pessoa; o da unidade vai no arquivo de unidades.",
            u.linha,
            COLUNA["email"],
        ),
    )


def _repetidos_em(
    usuarios: list[Usuario], campo: str, problema: Callable[[Usuario, Usuario], Problema]
) -> Iterator[Problema]:
    vistos: dict[str, Usuario] = {}
    for usuario in usuarios:
        valor = comparavel(getattr(usuario, campo))
        if valor and vistos.setdefault(valor, usuario) is not usuario:
            yield problema(usuario, vistos[valor])


def _faltas(usuarios: list[Usuario], por_forma: Mapping[str, str]) -> Iterator[Problema]:
    """Avisos contados uma vez, para não repetir a mesma frase em cada linha."""
    if sem_cpf := sum(1 for u in usuarios if not u.cpf):
        quantas = "1 pessoa está" if sem_cpf == 1 else f"{sem_cpf} pessoas estão"
        yield aviso(
            "sem_cpf",
            f"{quantas} sem CPF: por ora, sem entrada pelo gov.br.",
            "Preencha o CPF se o município vai usar o gov.br; senão, siga adiante.",
            coluna=COLUNA["cpf"],
        )
    usadas = {comparavel(u.unidade) for u in usuarios}
    vazias = [sigla for forma, sigla in por_forma.items() if forma not in usadas]
    if vazias and usuarios and UNIDADE_GLOBAL not in usadas:
        yield aviso(
            "unidade_sem_usuario",
            f"Unidades sem ninguém neste arquivo: {em_lista(vazias)}.",
            "Confira se falta alguém; sem usuário, ninguém recebe processos ali.",
            coluna=COLUNA["unidade"],
        )
