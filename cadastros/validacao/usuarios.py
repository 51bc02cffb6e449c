"""Regras do arquivo de usuários: 9 colunas, uma permissão por linha."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace

from cadastros.validacao.celulas import conferir_celulas, email_errado, email_valido
from cadastros.validacao.colunas import Escolha
from cadastros.validacao.conhecidas import Conhecidas
from cadastros.validacao.leiautes import (
    PERFIL_BASICO,
    PERFIL_COLABORADOR,
    PERFIS,
    UNIDADE_GLOBAL,
    USUARIOS,
    Coluna,
)
from cadastros.validacao.mendas import (
    mendar_formatos,
    mendar_repetidas,
    mendar_textos,
    mendar_unidades,
)
from cadastros.validacao.planilha import ler
from cadastros.validacao.tipos import (
    Conferencia,
    Leitura,
    Menda,
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


def conferir_usuarios(
    conteudo: bytes, unidades: Iterable[str], escolha: Escolha | None = None
) -> Conferencia[Usuario]:
    """Lê e confere o arquivo inteiro contra as siglas das unidades já gravadas."""
    return examinar_usuarios(ler(conteudo, USUARIOS, escolha), Conhecidas.de(unidades))


def examinar_usuarios(leitura: Leitura, conhecidas: Conhecidas) -> Conferencia[Usuario]:
    """Confere o que já se leu. O tempo cresce com as linhas, e só com elas."""
    problemas = list(leitura.problemas)
    mendas: list[Menda] = []
    if not conhecidas:
        problemas.append(_sem_unidades())
    usuarios = []
    for linha in leitura.linhas:
        problemas += conferir_celulas(linha, USUARIOS, leitura.sem_valor)
        mendas += mendar_textos(linha, USUARIOS)
        mendas += mendar_formatos(linha, USUARIOS)
        usuario = Usuario(linha.numero, *linha.celulas[1:])
        problemas += _conferir_campos(usuario)
        usuario, da_unidade = _conferir_unidade(usuario, conhecidas)
        problemas += da_unidade
        usuarios.append(replace(usuario, cpf=algarismos_do_cpf(usuario.cpf)))
    problemas += _repetidos(usuarios)
    problemas += _orgaos_desconhecidos(usuarios, conhecidas)
    problemas += _faltas(usuarios, conhecidas)
    mendas += mendar_unidades(
        leitura.linhas, USUARIOS, "unidade", conhecidas, "unidade_desconhecida"
    )
    mendas += mendar_repetidas(leitura.linhas)
    return Conferencia(tuple(usuarios), em_ordem(problemas), tuple(mendas))


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


def _conferir_unidade(usuario: Usuario, conhecidas: Conhecidas) -> tuple[Usuario, list[Problema]]:
    if not usuario.unidade or usuario.unidade == UNIDADE_GLOBAL or not conhecidas:
        return usuario, []
    achada = conhecidas.achar(usuario.unidade)
    if achada is None:
        parecida = conhecidas.parecida(usuario.unidade)
        return usuario, [_unidade_desconhecida(usuario, parecida)]
    return replace(usuario, unidade=achada.sigla), []


def _unidade_desconhecida(usuario: Usuario, parecida: str | None) -> Problema:
    sugestao = f"Será {parecida}? " if parecida else ""
    return erro(
        "unidade_desconhecida",
        f"A unidade {usuario.unidade[:60]} não está no arquivo de unidades.",
        f"{sugestao}Corrija a sigla, ou acrescente a unidade ao arquivo de unidades e grave-o "
        "antes.",
        usuario.linha,
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


def _orgaos_desconhecidos(usuarios: list[Usuario], conhecidas: Conhecidas) -> Iterator[Problema]:
    """Órgão que nenhuma unidade tem: um aviso por sigla, na primeira linha dela."""
    vistos = set(conhecidas.orgaos)
    for usuario in usuarios:
        forma = comparavel(usuario.orgao)
        if forma and conhecidas.orgaos and forma not in vistos:
            vistos.add(forma)
            yield aviso(
                "orgao_desconhecido",
                f"Nenhuma unidade gravada é do órgão {usuario.orgao[:30]}.",
                "Confira se a sigla é a mesma do arquivo de unidades.",
                usuario.linha,
                COLUNA["orgao"],
            )


def _faltas(usuarios: list[Usuario], conhecidas: Conhecidas) -> Iterator[Problema]:
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
    if usuarios and UNIDADE_GLOBAL not in usadas:
        yield from _unidades_sem_gente(usadas, conhecidas)


def _unidades_sem_gente(usadas: set[str], conhecidas: Conhecidas) -> Iterator[Problema]:
    """As que só agrupam outras podem ser assim mesmo; a vazia de tudo, quase nunca."""
    sem_gente = {f: u.sigla for f, u in conhecidas.por_forma.items() if f not in usadas}
    agrupam = [sigla for forma, sigla in sem_gente.items() if forma in conhecidas.com_filhas]
    vazias = [sigla for forma, sigla in sem_gente.items() if forma not in conhecidas.com_filhas]
    if agrupam:
        yield aviso(
            "unidade_sem_usuario",
            f"Unidades que têm outras abaixo e ninguém neste arquivo: {em_lista(agrupam)}.",
            "Confira se falta alguém; sem usuário, ninguém recebe processos ali.",
            coluna=COLUNA["unidade"],
        )
    if vazias:
        yield aviso(
            "unidade_vazia",
            f"Unidades sem ninguém e sem outra abaixo: {em_lista(vazias)}.",
            "Ponha nelas quem as usa, ou tire-as do arquivo de unidades.",
            coluna=COLUNA["unidade"],
        )
